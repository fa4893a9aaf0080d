// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// What a MachineSet, a MachineDeployment or a MachinePool makes its Machines from: `spec.template`.
package struct MachineTemplate: Sendable, Hashable {
  package var value: Value

  package init(_ value: Value) { self.value = value }

  package var labels: [String: String] { texts("labels") }
  package var annotations: [String: String] { texts("annotations") }

  package var spec: Value {
    get { value["spec"] ?? [:] }
    set { value["spec"] = newValue }
  }

  package var version: String? { spec["version"]?.string }
  package var failureDomain: String? { spec["failureDomain"]?.string }
  package var minReadySeconds: Int64 { spec["minReadySeconds"]?.int ?? 0 }

  package var bootstrapRef: ContractReference? {
    spec["bootstrap", "configRef"].flatMap(ContractReference.init)
  }

  package var dataSecretName: String? { spec["bootstrap", "dataSecretName"]?.string }

  package var infrastructureRef: ContractReference? {
    spec["infrastructureRef"].flatMap(ContractReference.init)
  }

  private func texts(_ key: String) -> [String: String] {
    var texts: [String: String] = [:]
    for entry in value["metadata", key]?.map ?? [:] { texts[entry.key] = entry.value.string }
    return texts
  }
}

/// A kind that makes Machines from a template.
package protocol TemplatedView: ScaledView {}

extension TemplatedView {
  package var clusterName: String { self[text: "spec.clusterName"] ?? "" }

  package var template: MachineTemplate {
    get { MachineTemplate(self["spec.template"] ?? [:]) }
    set { self["spec.template"] = newValue.value }
  }

  /// The label selector, in the form objects have.
  package var selector: Value { self["spec.selector"] ?? [:] }

  package var namingTemplate: String? { self[text: "spec.machineNaming.template"] }
}

/// Which Machines go first when there are too many.
package enum DeletionOrder: String, Sendable {
  case random = "Random"
  case newest = "Newest"
  case oldest = "Oldest"
}
