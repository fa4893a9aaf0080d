// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// The fields of a machine template that reach machines without replacing them.
///
/// Everything else in a template is for `RolloutTemplate`: between the two, each field is in exactly one.
package enum InPlaceFields {
  private static let deletionTimeouts = [
    "nodeDrainTimeoutSeconds", "nodeVolumeDetachTimeoutSeconds", "nodeDeletionTimeoutSeconds",
  ]
  private static let specFields = ["minReadySeconds", "readinessGates", "taints"]
  static let hashLabel = "machine-template-hash"

  /// A MachineSet's `spec` with what its deployment's `spec` says now. Replicas, the selector's hash and
  /// what would replace machines stay.
  package static func propagate(from deployment: Value, toSet set: Value) -> Value {
    var set = set
    for field in ["machineNaming"] { set[field] = deployment[field] }
    var deletion = set["deletion"] ?? [:]
    deletion["order"] = deployment["deletion", "order"]
    set["deletion"] = deletion.map?.isEmpty == true ? nil : deletion
    set["template"] = propagate(
      from: deployment["template"] ?? [:], toTemplate: set["template"] ?? [:])
    return set
  }

  /// A template (`metadata`, `spec`) with the labels, annotations and fields of another, but its own
  /// `machine-template-hash`.
  package static func propagate(from source: Value, toTemplate target: Value) -> Value {
    var target = target
    let hash = target["metadata", "labels"]?[hashLabel]
    var labels = source["metadata", "labels"] ?? [:]
    if let hash { labels[hashLabel] = hash }
    var metadata = target["metadata"] ?? [:]
    metadata["labels"] = labels.map?.isEmpty == true ? nil : labels
    metadata["annotations"] = source["metadata", "annotations"]
    target["metadata"] = metadata.map?.isEmpty == true ? nil : metadata
    target["spec"] = propagate(from: source["spec"] ?? [:], toSpec: target["spec"] ?? [:])
    return target
  }

  /// A Machine's `spec` with the fields of a template's. This is also how a MachineSet and a control
  /// plane keep their Machines.
  package static func propagate(from template: Value, toSpec machine: Value) -> Value {
    var machine = machine
    for field in specFields { machine[field] = template[field] }
    var deletion = machine["deletion"] ?? [:]
    for field in deletionTimeouts { deletion[field] = template["deletion", field] }
    machine["deletion"] = deletion.map?.isEmpty == true ? nil : deletion
    return machine
  }
}
