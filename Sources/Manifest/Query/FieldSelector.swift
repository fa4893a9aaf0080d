// SPDX-License-Identifier: Apache-2.0

/// What some fields of an object must be for it to be chosen: `metadata.name=a,status.phase!=Failed`.
package struct FieldSelector: Sendable, Hashable {
  package struct Term: Sendable, Hashable {
    package let field: String
    package let value: String
    package let isEqual: Bool

    package init(field: String, value: String, isEqual: Bool = true) {
      self.field = field
      self.value = value
      self.isEqual = isEqual
      self.path = field.split(separator: ".").map(String.init)
    }

    /// `field` taken apart once, so that matching need not.
    fileprivate let path: [String]
  }

  package let terms: [Term]

  package static let everything = FieldSelector([])

  /// All terms must hold; they are kept in the order in which they are printed.
  package init(_ terms: [Term]) {
    self.terms = terms.sorted { $0.description < $1.description }
  }

  /// A field that is absent counts as empty; one that holds a list or a map matches nothing.
  package func matches(_ object: Value) -> Bool {
    terms.allSatisfy { term in
      var value: Value? = object
      for key in term.path { value = value?[key] }
      return term.accepts(value ?? .null)
    }
  }
}

extension FieldSelector.Term {
  fileprivate func accepts(_ found: Value) -> Bool {
    switch found {
    case .null: value.isEmpty == isEqual
    case .string(let text): (text == value) == isEqual
    case .bool(let bool): ((bool ? "true" : "false") == value) == isEqual
    case .int(let number): (String(number) == value) == isEqual
    case .double, .list, .map: false
    }
  }
}

extension FieldSelector: CustomStringConvertible {
  package var description: String { terms.map(\.description).joined(separator: ",") }
}

extension FieldSelector.Term: CustomStringConvertible {
  package var description: String {
    var text = (field + (isEqual ? "=" : "!=")).unicodeScalars
    for scalar in value.unicodeScalars {
      if scalar == "\\" || scalar == "," || scalar == "=" { text.append("\\") }
      text.append(scalar)
    }
    return String(text)
  }
}
