// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

// To and from `metadata.managedFields`.
extension ManagedFields {
  /// Why a list is none of managed fields.
  struct Malformed: Error {
    let cause: String
  }

  init(_ value: Value?) throws(Malformed) {
    for (place, entry) in (value?.list ?? []).enumerated() {
      let entry = try Entry(entry, at: place)
      self[entry.owner] = entry
    }
  }

  /// Nil where nobody manages anything.
  var value: Value? {
    guard !isEmpty else { return nil }
    return .list(entries.sorted(by: Entry.precedes).map(\.value))
  }

  /// Whoever writes one empty entry wants the managers forgotten. An empty list says nothing: a client
  /// that does not know of managers may well send it.
  static func isReset(_ value: Value?) -> Bool {
    guard let list = value?.list else { return false }
    return list.count == 1 && list[0].map?.isEmpty == true
  }
}

extension ManagedFields.Entry {
  fileprivate init(_ value: Value, at place: Int) throws(ManagedFields.Malformed) {
    let type = value["fieldsType"]?.string ?? ""
    guard type == "FieldsV1" else {
      throw ManagedFields.Malformed(
        cause: type.isEmpty
          ? "missing fieldsType in managed fields entry \(place)"
          : "invalid fieldsType \"\(type)\" in managed fields entry \(place)")
    }
    let name = value["operation"]?.string ?? ""
    guard let operation = ManagedFields.Operation(rawValue: name) else {
      throw ManagedFields.Malformed(
        cause: "invalid operation \"\(name)\" in managed fields entry \(place)")
    }
    owner = ManagedFields.Owner(
      manager: value["manager"]?.string ?? "", operation: operation,
      apiVersion: value["apiVersion"]?.string ?? "",
      subresource: value["subresource"]?.string ?? "")
    time = value["time"]?.string.flatMap(Time.init)
    do throws(PathElement.Malformed) {
      fields = try FieldSet(fieldsV1: value["fieldsV1"] ?? [:])
    } catch {
      throw ManagedFields.Malformed(
        cause: "invalid fieldsV1 in managed fields entry \(place): \"\(error.text)\" is no path")
    }
  }

  fileprivate var value: Value {
    var value: Value = [:]
    if !owner.manager.isEmpty { value["manager"] = .string(owner.manager) }
    value["operation"] = .string(owner.operation.rawValue)
    value["apiVersion"] = .string(owner.apiVersion)
    if let time { value["time"] = .string(time.description) }
    value["fieldsType"] = "FieldsV1"
    value["fieldsV1"] = fields.fieldsV1
    if !owner.subresource.isEmpty { value["subresource"] = .string(owner.subresource) }
    return value
  }
}
