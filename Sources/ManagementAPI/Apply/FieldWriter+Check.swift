// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension FieldWriter {
  /// Refuses a configuration that cannot be merged.
  func check(_ config: Value) throws(StatusError) {
    let version = config["apiVersion"]?.string ?? ""
    guard version == apiVersion else {
      throw .badRequest(
        "Incorrect version specified in apply patch. Specified patch version: \(version), "
          + "expected: \(apiVersion)")
    }
    if let managed = config["metadata"]?["managedFields"], !managed.isNull {
      throw .badRequest("metadata.managedFields must be nil")
    }
    let faults = shape.faults(in: config, at: "")
    guard !faults.isEmpty else { return }
    let text = faults.count == 1 ? faults[0] : (["errors:"] + faults).joined(separator: "\n  ")
    throw StatusError(
      code: 500, reason: .unknown, message: "failed to create typed patch object: \(text)")
  }
}

extension Shape {
  /// What keeps a value from being taken apart, with the place of each fault.
  fileprivate func faults(in value: Value, at path: String) -> [String] {
    switch layout(of: value) {
    case .leaf: []
    case .map:
      (value.map ?? [:]).flatMap { entry in
        let place = "\(path).\(entry.key)"
        guard let field = field(entry.key) else {
          return ["\(place): field not declared in schema"]
        }
        return field.shape.faults(in: entry.value, at: place)
      }
    case .list: itemFaults(in: value.list ?? [], at: path)
    }
  }

  private func itemFaults(in items: [Value], at path: String) -> [String] {
    var seen = FieldSet()
    var faults: [String] = []
    for (place, value) in items.enumerated() {
      guard let element = element(of: value) else {
        faults.append("\(path): element \(place): \(fault(of: value))")
        continue
      }
      if seen[element].isMember { faults.append("\(path): duplicate entries for key \(element)") }
      seen = seen.union(FieldSet([[element]]))
      faults += item.faults(in: value, at: "\(path)\(element)")
    }
    return faults
  }

  private func fault(of item: Value) -> String {
    guard let keys else {
      return switch item {
      case .map: "associative list without keys has an element that's a map type"
      case .list: "not supported: associative list with lists as elements"
      default: "associative list without keys has an element that's an explicit null"
      }
    }
    guard let map = item.map else {
      return "associative list with keys may not have "
        + (item.isNull ? "a null element" : "non-map elements")
    }
    let missing = keys.first { !map.contains($0) } ?? ""
    return "associative list with keys has an element that omits key field \"\(missing)\" "
      + "(and doesn't have default value)"
  }
}
