// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// What a kind asks of its objects that no schema can say. Pure: from the object alone, and from what it
/// was before; objects come in the stored version.
struct Rules: Sendable {
  /// Fills in what may be left out.
  var settle: @Sendable (inout Value, _ old: Value?) -> Void = { _, _ in }
  var check: @Sendable (inout Checks) -> Void = { _ in }
}

extension Kind {
  /// An object of any version with everything filled in that may be left out.
  package func settled(_ object: Object, over old: Object?) throws(StatusError) -> Object {
    let rules = Rules.all[kind] ?? Rules()
    let version = object.groupVersionKind?.version ?? ""
    let conversion = Conversion(of: self)
    var value = try conversion.convert(object.value, to: storedVersion)
    let before = value
    let oldValue = try stored(old)
    rules.settle(&value, oldValue)
    guard value != before else { return object }
    return Object(try conversion.convert(value, to: version))
  }

  /// All that is wrong with an object of any version, beside what its schema says. Paths are those of the
  /// stored version.
  package func errors(in object: Object, over old: Object?) -> [FieldError] {
    // No rule is about what controllers report, which is most of what is written.
    if let old, object.asks == old.asks { return [] }
    do throws(StatusError) {
      guard let value = try stored(object) else { return [] }
      var checks = Checks(value, over: try stored(old), kind: self)
      checks.all()
      (Rules.all[kind] ?? Rules()).check(&checks)
      return checks.errors
    } catch {
      return [.invalid("apiVersion", .string(object.apiVersion), error.message)]
    }
  }

  private func stored(_ object: Object?) throws(StatusError) -> Value? {
    guard let object else { return nil }
    return try Conversion(of: self).convert(object.value, to: storedVersion)
  }
}

extension Rules {
  /// By kind: no two groups have a kind of the same name.
  static let all: [String: Rules] = [
    "Cluster": .cluster, "Machine": .machine, "MachineSet": .machineSet,
    "MachineDeployment": .machineDeployment, "MachinePool": .machinePool,
    "MachineHealthCheck": .machineHealthCheck, "KubeadmConfig": .kubeadmConfig,
    "KubeadmConfigTemplate": .kubeadmConfigTemplate,
    "KubeadmControlPlane": .kubeadmControlPlane,
    "KubeadmControlPlaneTemplate": .kubeadmControlPlaneTemplate,
    "ClusterResourceSet": .clusterResourceSet, "InMemoryCluster": .inMemoryCluster,
    "InMemoryMachine": .inMemoryMachine(at: "spec"),
    "InMemoryMachineTemplate": .inMemoryMachine(at: "spec.template.spec"),
    "DockerCluster": Rules(check: { $0.endpoint("spec.controlPlaneEndpoint") }),
    "DockerMachine": .dockerMachine(at: "spec"),
    "DockerMachineTemplate": .dockerMachine(at: "spec.template.spec"),
    "SSHCluster": Rules(check: { $0.endpoint("spec.controlPlaneEndpoint") }),
    "SSHMachine": .sshMachine(at: "spec"),
    "SSHMachineTemplate": .sshMachine(at: "spec.template.spec"), "SSHHost": .sshHost,
    "AzureCluster": .azureCluster, "AzureMachine": .azureMachine,
    "AzureManagedControlPlane": .azureManagedControlPlane,
    "AzureManagedMachinePool": .azureManagedMachinePool, "AzureResource": .azureResource,
    "AzureFluxConfiguration": .azureFluxConfiguration,
  ]
}

extension Object {
  /// All of it but its status and what the server keeps of it.
  fileprivate var asks: Value {
    var asks = value
    asks["status"] = nil
    var metadata = value["metadata"] ?? [:]
    for key in ["resourceVersion", "managedFields", "generation"] { metadata[key] = nil }
    asks["metadata"] = metadata
    return asks
  }
}
