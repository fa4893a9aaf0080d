// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What is wrong with the names of a kind.
struct NamesFaults {
  private let names: Value
  private let place: String

  init(_ names: Value, at place: String) {
    self.names = names
    self.place = place
  }

  var all: [FieldError] {
    var errors = labelErrors("plural") + labelErrors("singular")
    for key in ["kind", "listKind"] {
      let text = names[key]?.string ?? ""
      guard !text.isEmpty, let cause = Self.fault(in: text.lowercased()) else { continue }
      errors.append(
        .invalid(
          "\(place).\(key)", .string(text),
          "may have mixed case, but should otherwise match: \(cause)"))
    }
    errors += listErrors("shortNames")
    if let kind = names["kind"]?.string, !kind.isEmpty, names["listKind"]?.string == kind {
      errors.append(
        .invalid(
          "\(place).listKind", .string(kind), "kind and listKind may not be the same"))
    }
    return errors + listErrors("categories")
  }

  private func labelErrors(_ key: String) -> [FieldError] {
    let text = names[key]?.string ?? ""
    guard !text.isEmpty, let cause = Self.fault(in: text) else { return [] }
    return [.invalid("\(place).\(key)", .string(text), cause)]
  }

  private func listErrors(_ key: String) -> [FieldError] {
    (names[key]?.list ?? []).enumerated().compactMap { index, value in
      let text = value.string ?? ""
      return Self.fault(in: text).map { .invalid("\(place).\(key)[\(index)]", value, $0) }
    }
  }

  /// A DNS label that begins with a letter.
  static func fault(in text: String) -> String? {
    if let cause = Names.dnsLabel(text) { return cause }
    return text.first?.isLetter == true ? nil : "must begin with a letter, as in 'my-name'"
  }
}
