// SPDX-License-Identifier: Apache-2.0

import Manifest

/// How the bodies of a resource are compared.
struct ComparisonRules: Sendable {
  /// Lists whose items are told apart by a field.
  var keys: [FieldPattern: String] = [:]
  var ignored: [FieldPattern] = []
  /// What the API never tells.
  var untold: [FieldPattern] = []
  /// Words that are the same in any case.
  var inAnyCase: [FieldPattern] = []
  /// Texts that begin with `/` are the same in any case.
  var comparesWithoutCase = false

  func skips(_ field: FieldPattern) -> Bool {
    (ignored + untold).contains { $0.holds(field) }
  }

  func isSame(_ left: Value, _ right: Value, at field: FieldPattern) -> Bool {
    guard inAnyCase.contains(where: { $0.holds(field) }), let left = left.string,
      let right = right.string
    else { return isSame(left, right) }
    return left.lowercased() == right.lowercased()
  }

  func isSame(_ left: Value, _ right: Value) -> Bool {
    if left == right { return true }
    if let left = left.double, let right = right.double { return left == right }
    guard comparesWithoutCase, let left = left.string, let right = right.string else {
      return false
    }
    return left.hasPrefix("/") && left.lowercased() == right.lowercased()
  }
}

/// A field that is not as it should be.
package struct Difference: Sendable, Hashable, CustomStringConvertible {
  let field: FieldPattern
  /// As a person reads it: with the keys of items.
  let place: String

  package var description: String { place }
}
