// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime

/// What in a Machine's change matters to its control plane, which asks a whole cluster in each pass.
enum PlaneNews {
  /// The control planes that a change concerns.
  static func planes(of change: Change) -> [Key] {
    if let old = change.old, change.kind == .updated, !change.isResync,
      inputs(of: old) == inputs(of: change.object)
    {
      return []
    }
    let owners = [change.old, change.object].compactMap(\.self)
      .flatMap(\.metadata.ownerReferences)
      .filter { $0.groupKind == Kind.kubeadmControlPlane.groupKind }
    return Set(owners.map(\.name)).map { Key(namespace: change.object.namespace, name: $0) }
  }

  /// What others write; what the control plane itself says of its Machines is no news to it.
  private static let types = [
    ConditionTypes.ready, ConditionTypes.available, ConditionTypes.deleting,
    ConditionTypes.healthCheckSucceeded, ConditionTypes.ownerRemediated,
  ]

  private static func inputs(of object: Object) -> Value {
    var metadata = object.metadata.value
    metadata["resourceVersion"] = nil
    metadata["managedFields"] = nil
    let status = object.status
    let conditions = types.map { type in
      object.condition(type).map { "\($0.status) \($0.reason) \($0.message)" } ?? ""
    }
    return [
      "metadata": metadata, "spec": object.spec, "node": status["nodeRef"] ?? .null,
      "initialization": status["initialization"] ?? .null,
      "conditions": .list(conditions.map { .string($0) }),
    ]
  }
}
