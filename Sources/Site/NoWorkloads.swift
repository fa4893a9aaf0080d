// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Runtime

/// For whoever has no clusters to look after.
package struct NoWorkloads: Workloads {
  package init() {}

  package func client(of cluster: Key) async throws(StatusError) -> any KubeClient {
    throw .noWay(into: cluster, "there is none")
  }

  package func exec(_ exec: PodExec, in cluster: Key) async throws(StatusError) -> PodExec.Result {
    throw .noWay(into: cluster, "there is none")
  }
}
