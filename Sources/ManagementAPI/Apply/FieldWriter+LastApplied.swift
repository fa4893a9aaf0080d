// SPDX-License-Identifier: Apache-2.0

import Manifest

// `kubectl apply` used to keep what it applied in an annotation. Who goes on with server-side apply finds
// their own fields under another manager's name, and must not be refused them.
extension FieldWriter {
  private static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

  private func annotation(of object: Value) -> String? {
    guard manager == "kubectl" else { return nil }
    return object["metadata", "annotations", Self.annotation]?.string
  }

  /// The fields that were applied from the client's side and are still as they were applied.
  func lastApplied(in live: Value) -> FieldSet {
    guard let text = annotation(of: live), let applied = try? JSON.parse(text),
      applied["apiVersion"]?.string == apiVersion
    else { return FieldSet() }
    let change = shape.compare(applied, live)
    return shape.fields(of: applied).subtracting(change.written).subtracting(change.removed)
  }

  /// The annotation, where there is one, says what was applied now.
  func synchronised(_ object: Value, with config: Value) -> Value {
    guard annotation(of: object) != nil else { return object }
    var config = config
    config["metadata"]?["annotations"]?[Self.annotation] = nil
    var object = object
    object["metadata"]?["annotations"]?[Self.annotation] =
      .string(JSON.text(config, style: .go) + "\n")
    return object
  }
}
