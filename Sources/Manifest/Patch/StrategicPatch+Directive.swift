// SPDX-License-Identifier: Apache-2.0

/// What `$patch` in a map says is to be done with the map.
enum Directive: String {
  case merge
  case replace
  case delete

  static let patch = "$patch"
  static let retainKeys = "$retainKeys"
  static let setElementOrder = "$setElementOrder/"
  static let deleteFromPrimitiveList = "$deleteFromPrimitiveList/"

  init(in map: Map) throws(PatchFault) {
    guard let value = map[Self.patch] else {
      self = .merge
      return
    }
    guard let directive = value.string.flatMap(Self.init) else {
      throw PatchFault("\(Self.patch) must be merge, replace or delete")
    }
    self = directive
  }

  static func isName(_ key: String) -> Bool {
    key.utf8.first == UInt8(ascii: "$")
      && (key == patch || key == retainKeys || key.hasPrefix(setElementOrder)
        || key.hasPrefix(deleteFromPrimitiveList))
  }

  /// The field that a directive with this prefix is about.
  static func target(of key: String, _ prefix: String) -> String? {
    key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
  }

  /// The order that the items of a list are to have.
  static func order(of key: String, in map: Map) throws(PatchFault) -> [Value]? {
    guard let value = map[setElementOrder + key] else { return nil }
    guard let list = value.list else {
      throw PatchFault("\(setElementOrder)\(key) must be a list, not \(value.aKind)")
    }
    return list
  }
}
