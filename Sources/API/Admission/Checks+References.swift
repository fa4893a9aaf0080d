// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Checks {
  /// What a reference must lead to.
  enum Role: Sendable {
    case infrastructureCluster
    case controlPlane
    case infrastructureMachine
    case infrastructureTemplate
    case bootstrapConfig
    case bootstrapTemplate

    /// Which of our kinds have this role.
    var kinds: [Kind] {
      switch self {
      case .infrastructureCluster:
        [.azureCluster, .azureManagedCluster, .dockerCluster, .inMemoryCluster, .sshCluster]
      case .controlPlane: [.kubeadmControlPlane, .azureManagedControlPlane]
      case .infrastructureMachine: [.azureMachine, .dockerMachine, .inMemoryMachine, .sshMachine]
      case .infrastructureTemplate:
        [
          .azureMachineTemplate, .dockerMachineTemplate, .inMemoryMachineTemplate,
          .sshMachineTemplate,
        ]
      case .bootstrapConfig: [.kubeadmConfig]
      case .bootstrapTemplate: [.kubeadmConfigTemplate]
      }
    }

    var words: String {
      switch self {
      case .infrastructureCluster: "the infrastructure of a cluster"
      case .controlPlane: "a control plane"
      case .infrastructureMachine: "the infrastructure of a machine"
      case .infrastructureTemplate: "a template of machines"
      case .bootstrapConfig: "a bootstrap configuration"
      case .bootstrapTemplate: "a template of bootstrap configurations"
      }
    }

    var isTemplate: Bool { self == .infrastructureTemplate || self == .bootstrapTemplate }
  }

  /// Refuses kinds that cannot have the role: ours that have another one, and, of anybody's, templates
  /// where none is wanted and the other way round.
  mutating func reference(_ path: String, to role: Role) {
    guard let reference = object.found(path).flatMap(ContractReference.init) else { return }
    let known = Kinds.find(reference.groupKind)
    let hasRole = role.kinds.contains { $0.groupKind == reference.groupKind }
    let isTemplate = reference.kind.hasSuffix("Template")
    let fits = known == nil ? isTemplate == role.isTemplate : hasRole
    guard !fits else { return }
    let example = role.kinds[0].kind
    add(
      .invalid(
        "\(path).kind", .string(reference.kind), "must be \(role.words), such as \(example)"))
  }

  /// The references of a Machine's spec; `isTemplate` where many are made of it.
  mutating func machineReferences(_ path: String, isTemplate: Bool) {
    reference(
      "\(path).infrastructureRef",
      to: isTemplate ? .infrastructureTemplate : .infrastructureMachine)
    reference(
      "\(path).bootstrap.configRef", to: isTemplate ? .bootstrapTemplate : .bootstrapConfig)
    bootstrap(path)
  }

  mutating func bootstrap(_ path: String) {
    let bootstrap = object.found("\(path).bootstrap")
    if bootstrap?["configRef"] == nil && bootstrap?["dataSecretName"] == nil {
      add(
        .required(
          "\(path).bootstrap",
          "expected either \(path).bootstrap.dataSecretName or \(path).bootstrap.configRef "
            + "to be populated"))
    }
  }
}
