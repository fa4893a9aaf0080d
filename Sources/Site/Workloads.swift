// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Runtime

/// The way into workload clusters.
package protocol Workloads: Sendable {
  /// The API of a workload cluster. Throws an error that is transient where it cannot be reached yet.
  func client(of cluster: Key) async throws(StatusError) -> any KubeClient

  /// Runs a program in a container there.
  func exec(_ exec: PodExec, in cluster: Key) async throws(StatusError) -> PodExec.Result

  /// Whether a cluster lives in this process: its watches end when it ceases to answer, and need no
  /// questions beside them that show it.
  func isHere(_ cluster: Key) -> Bool
}

extension Workloads {
  package func isHere(_ cluster: Key) -> Bool { false }
}

extension StatusError {
  /// There is no way into a workload cluster yet, and why.
  package static func noWay(into cluster: Key, _ why: String) -> StatusError {
    var error = StatusError(code: 503, reason: .serviceUnavailable, message: why)
    error.attempt = "reach the workload cluster \(cluster)"
    error.details.name = cluster.name
    return error
  }
}
