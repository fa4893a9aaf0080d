// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Value {
  /// Changes the value at a path such as `spec.template.spec`, or makes it, or takes it away.
  ///
  /// Maps on the way are made where need be, and go when the change leaves them empty.
  mutating func edit(_ path: String, _ change: (inout Value?) -> Void) {
    edit(path.split(separator: ".").map(String.init)[...], change)
  }

  private mutating func edit(_ path: ArraySlice<String>, _ change: (inout Value?) -> Void) {
    guard let key = path.first else { return }
    var child = self[key]
    if path.count == 1 {
      change(&child)
    } else {
      var inner = child ?? .map([:])
      guard let before = inner.map else { return }
      inner.edit(path.dropFirst(), change)
      let isLeftEmpty = inner.map?.isEmpty == true && (child == nil || !before.isEmpty)
      child = isLeftEmpty ? Value?.none : .some(inner)
    }
    if child != nil || self[key] != nil { self[key] = child }
  }

  /// The value at a path; nil where there is none.
  func found(_ path: String) -> Value? {
    // Read all the time, so without a list of the keys.
    var (value, rest) = (self, path[...])
    while let dot = rest.utf8.firstIndex(of: UInt8(ascii: ".")) {
      guard let next = value[String(rest[..<dot])] else { return nil }
      value = next
      rest = rest[rest.utf8.index(after: dot)...]
    }
    return value[String(rest)]
  }

  /// Takes the value at a path out.
  mutating func take(_ path: String) -> Value? {
    guard found(path) != nil else { return nil }
    var taken: Value?
    edit(path) { value in
      taken = value
      value = Value?.none
    }
    return taken
  }

  mutating func put(_ value: Value, at path: String) {
    edit(path) { $0 = value }
  }
}
