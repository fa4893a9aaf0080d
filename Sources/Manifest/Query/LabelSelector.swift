// SPDX-License-Identifier: Apache-2.0

/// What the labels of an object must be for it to be chosen. Without requirements it chooses all.
package struct LabelSelector: Sendable, Hashable {
  package let requirements: [LabelRequirement]

  package static let everything = LabelSelector([])

  /// All requirements must hold; they are kept in the order of their keys.
  package init(_ requirements: [LabelRequirement]) {
    // No sort is promised to be stable, so the place decides between equal keys.
    self.requirements = requirements.enumerated()
      .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
      .map(\.element)
  }

  package func matches(_ labels: Map?) -> Bool {
    requirements.allSatisfy { $0.matches(labels?[$0.key]?.string) }
  }
}

extension LabelSelector: CustomStringConvertible {
  /// The text form, as Kubernetes prints it.
  package var description: String {
    requirements.map(\.description).joined(separator: ",")
  }
}

/// What one label must be.
package struct LabelRequirement: Sendable, Hashable {
  /// The raw value is how the operator is written in a text.
  package enum Operator: String, Sendable {
    case equal = "="
    case doubleEqual = "=="
    case notEqual = "!="
    case isIn = "in"
    case isNotIn = "notin"
    case exists = "exists"
    case doesNotExist = "!"
    case greater = ">"
    case less = "<"
  }

  package let key: String
  package let `operator`: Operator
  /// Sorted, each once.
  package let values: [String]

  package init(
    _ key: String, _ operator: Operator, _ values: [String] = []
  ) throws(ManifestError) {
    self.key = key
    self.operator = `operator`
    self.values = Set(values).sorted()
    if let cause = fault { throw ManifestError("use label requirement \"\(self)\"", cause) }
  }

  /// Whether the requirement holds where the label has this value, or is absent.
  package func matches(_ value: String?) -> Bool {
    guard let value else {
      return `operator` == .doesNotExist || `operator` == .notEqual || `operator` == .isNotIn
    }
    switch `operator` {
    case .exists: return true
    case .doesNotExist: return false
    case .equal, .doubleEqual, .isIn: return values.contains(value)
    case .notEqual, .isNotIn: return !values.contains(value)
    case .greater, .less:
      guard let number = Int64(value), let bound = Int64(values[0]) else { return false }
      return `operator` == .greater ? number > bound : number < bound
    }
  }

  private var fault: String? {
    if let cause = Names.qualifiedName(key) { return "key \"\(key)\" \(cause)" }
    if let cause = countFault { return cause }
    for value in values {
      if let cause = Names.labelValue(value) { return "value \"\(value)\" \(cause)" }
    }
    return nil
  }

  private var countFault: String? {
    switch `operator` {
    case .isIn, .isNotIn: values.isEmpty ? "at least one value is needed" : nil
    case .exists, .doesNotExist: values.isEmpty ? nil : "no value may be given"
    case .equal, .doubleEqual, .notEqual: values.count == 1 ? nil : "exactly one value is needed"
    case .greater, .less:
      values.count == 1 && Int64(values[0]) != nil ? nil : "exactly one integer is needed"
    }
  }
}

extension LabelRequirement: CustomStringConvertible {
  package var description: String {
    switch `operator` {
    case .exists: key
    case .doesNotExist: "!\(key)"
    case .isIn, .isNotIn: "\(key) \(`operator`.rawValue) (\(values.joined(separator: ",")))"
    default: "\(key)\(`operator`.rawValue)\(values.joined(separator: ","))"
    }
  }
}
