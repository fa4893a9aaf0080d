// SPDX-License-Identifier: Apache-2.0

import Manifest

// To and from `fieldsV1`.
extension FieldSet {
  /// As Kubernetes writes it: `.` for a node that is in the set and has others below it.
  var fieldsV1: Value {
    var map = Map()
    if isMember && !children.isEmpty { map["."] = [:] }
    for child in children { map[child.element.fieldsV1] = child.set.fieldsV1 }
    return .map(map)
  }

  init(fieldsV1 value: Value) throws(PathElement.Malformed) {
    self = try Self.read(value)
    isMember = false
  }

  private static func read(_ value: Value) throws(PathElement.Malformed) -> FieldSet {
    guard let map = value.map else { throw PathElement.Malformed(text: JSON.text(value)) }
    var set = FieldSet(isMember: map["."] != nil)
    var children: [Child] = []
    for entry in map where entry.key != "." {
      guard let element = try PathElement(fieldsV1: entry.key) else { continue }
      children.append(Child(element: element, set: try read(entry.value)))
    }
    set = FieldSet(isMember: set.isMember || children.isEmpty, children)
    return set
  }
}
