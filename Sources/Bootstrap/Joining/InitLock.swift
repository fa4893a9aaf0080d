// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// The lock that lets one machine only start a cluster: the ConfigMap `<cluster>-lock`, which names it.
package struct InitLock: Sendable, Hashable {
  package enum Step: Sendable, Hashable {
    /// Create the ConfigMap for this machine; who loses that race reads it again.
    case take
    /// This machine starts the cluster.
    case start
    /// Another machine does.
    case wait(for: String)
    /// Delete the ConfigMap: its machine is gone, what it says cannot be read, or the cluster runs.
    case release
    /// The cluster runs: join it.
    case join
  }

  package let cluster: Object

  package init(of cluster: Object) {
    self.cluster = cluster
  }

  package var name: String { Self.name(of: cluster.name) }

  package static func name(of cluster: String) -> String { "\(cluster)-lock" }

  /// The ConfigMap by which `machine` holds the lock.
  package func object(for machine: String) -> Object {
    var object = Object(.configMap, namespace: cluster.namespace, name: name)
    object.metadata.labels = [ClusterLabels.clusterName: cluster.name]
    object.metadata.ownerReferences = [OwnerReference(to: cluster)]
    object.value["data"] = [key: .string(JSON.text(["machineName": .string(machine)]))]
    return object
  }

  /// The machine that a ConfigMap names.
  package func holder(of object: Object) -> String? {
    guard let text = object.value["data"]?[key]?.string, let value = try? JSON.parse(text) else {
      return nil
    }
    return value["machineName"]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What `machine` is to do, given the ConfigMap there is, the names of the cluster's machines, and
  /// whether the control plane has been initialized.
  package func step(
    for machine: String, seeing object: Object?, among machines: Set<String>, isInitialized: Bool
  ) -> Step {
    guard let object else { return isInitialized ? .join : .take }
    if isInitialized { return .release }
    guard let holder = holder(of: object) else { return .release }
    if holder == machine { return .start }
    return machines.contains(holder) ? .wait(for: holder) : .release
  }

  private var key: String { "lock-information" }
}
