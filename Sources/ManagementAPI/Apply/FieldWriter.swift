// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Somebody who writes an object, in one version and through one door, and becomes the owner of what
/// they write.
struct FieldWriter: Sendable {
  struct Version {
    var value: Value
    var shape: Shape
  }

  let manager: String
  let apiVersion: String
  var subresource = ""
  let now: Time
  let shape: Shape
  /// Which of the topmost fields a write through this door reaches.
  var reaches: @Sendable (_ field: String) -> Bool = { _ in true }
  /// The object as another version has it; nil where there is no such version.
  var converted: @Sendable (Value, _ apiVersion: String) -> Version? = { _, _ in nil }

  func owner(_ operation: ManagedFields.Operation) -> ManagedFields.Owner {
    ManagedFields.Owner(
      manager: manager, operation: operation, apiVersion: apiVersion, subresource: subresource)
  }

  /// What a write can make its writer's.
  func reachable(_ set: FieldSet) -> FieldSet { set.filter(isReachable) }

  func isReachable(_ element: PathElement) -> Bool {
    if case .field(let key) = element { reaches(key) } else { true }
  }

  /// What differs between two objects, as each version sees it. Nil for a version that is not known.
  func comparisons(
    of old: Value, with new: Value, for versions: some Sequence<String>
  ) -> [String: Comparison] {
    var result = [apiVersion: shape.compare(old, new).filter(isReachable)]
    for version in versions where result[version] == nil {
      guard let old = converted(old, version), let new = converted(new, version) else { continue }
      result[version] = old.shape.compare(old.value, new.value).filter(isReachable)
    }
    return result
  }

  /// The managers, as the schema of today sees what they manage of an object.
  func reconciled(_ managed: ManagedFields, with object: Value) -> ManagedFields {
    if case .open = shape { return managed }
    var managed = managed
    managed.change { entry in
      guard entry.owner.apiVersion == apiVersion else { return entry.fields }
      return shape.reconciled(entry.fields, with: object)
    }
    return managed
  }

  /// An object without its managed fields.
  static func bare(_ object: Value) -> Value {
    var object = object
    if object["metadata"]?["managedFields"] != nil { object["metadata"]?["managedFields"] = nil }
    return object
  }

  /// What nobody owns: the server's own fields.
  static let unowned = FieldSet(
    [
      ["apiVersion"], ["kind"], ["metadata"], ["metadata", "name"], ["metadata", "namespace"],
      ["metadata", "creationTimestamp"], ["metadata", "selfLink"], ["metadata", "uid"],
      ["metadata", "clusterName"], ["metadata", "generation"], ["metadata", "managedFields"],
      ["metadata", "resourceVersion"],
    ].map { $0.map(PathElement.field) })
}
