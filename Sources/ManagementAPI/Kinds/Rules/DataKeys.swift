// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The rules for maps of people's data, in config maps and in secrets.
enum DataKeys {
  /// All values of an object together.
  static let limit = 1 << 20

  static func errors(_ key: String, in field: String) -> [FieldError] {
    func invalid(_ why: String) -> [FieldError] {
      [.invalid("\(field)[\(key)]", .string(key), why)]
    }
    guard key.utf8.count <= 253 else { return invalid("must be no more than 253 characters") }
    let isSpelled = key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_.".utf8.contains(byte)
      }
    }
    guard isSpelled, !key.isEmpty else {
      return invalid("a key is made of letters, digits, '-', '_' and '.', as in 'key.name'")
    }
    if key == "." || key == ".." { return invalid("must not be '\(key)'") }
    return key.hasPrefix("..") ? invalid("must not start with '..'") : []
  }

  static func size(of data: Map) -> Int {
    data.reduce(0) { $0 + ($1.value.string?.utf8.count ?? 0) }
  }

  /// Refuses what is no map of texts, as a server does that reads into types.
  static func checkTexts(_ object: Object, _ field: String) throws(StatusError) {
    guard let value = object.value[field], value != .null else { return }
    guard let map = value.map else { throw .unreadable(object, "\(field) must be a map") }
    for entry in map where entry.value.string == nil && entry.value != .null {
      throw .unreadable(
        object, "\(field)[\(entry.key)] must be a string, not a \(entry.value.kind)")
    }
  }

  /// Refuses what is no map of bytes in base64.
  static func checkBytes(_ object: Object, _ field: String) throws(StatusError) {
    try checkTexts(object, field)
    for entry in object.value[field]?.map ?? [:] {
      guard let text = entry.value.string else { continue }
      if let place = Base64Text.fault(in: text) {
        throw .unreadable(object, "illegal base64 data at input byte \(place)")
      }
    }
  }
}

/// What nobody may change once an object says so.
enum Immutable {
  static func errors(
    _ object: Object, over old: Object?, _ fields: [String]
  ) -> [FieldError] {
    guard let old, old.value["immutable"]?.bool == true else { return [] }
    let words = "field is immutable when `immutable` is set"
    var errors: [FieldError] = []
    if object.value["immutable"]?.bool != true { errors.append(.forbidden("immutable", words)) }
    for field in fields
    where (object.value[field] ?? .null) != (old.value[field] ?? .null) {
      errors.append(.forbidden(field, words))
    }
    return errors
  }
}
