// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// Looks for what can only be wrong: names that nothing bears, words that stand where they mean nothing.
struct PackCheck {
  let pack: Pack
  let fields: Fields

  /// The words that say where to look, beside names of resources and variables.
  static let words: Set = [
    "spec", "status", "metadata", "cluster", "infra", "machine", "bootstrap", "computed", "item",
    "index", "self",
  ]

  func check() throws(PackError) {
    for resource in pack.resources { try check(resource) }
    for entry in pack.spec + pack.status {
      try check(entry.expression, at: ["spec"], about: entry.name, allows: [])
    }
    for secret in pack.secrets {
      for expression in [secret.name] + secret.data.map(\.expression) {
        try check(expression, at: ["spec", "secrets"], about: "a Secret", allows: [])
      }
    }
  }

  private func check(_ resource: PackResource) throws(PackError) {
    guard resource.name.isPlainName, !Self.words.contains(resource.name) else {
      throw fields.error(
        resource.path.key("name"), "\"\(resource.name)\" cannot be the name of a resource",
        hint: "it begins with a small letter, and is none of \(Self.words.sorted())")
    }
    let row: Set<String> = resource.forEach == nil ? [] : ["item", "index"]
    if let forEach = resource.forEach {
      try check(forEach, at: resource.path, about: "forEach of \(resource.name)", allows: [])
    }
    for expression in [resource.at] + resource.when.flatMap(\.expressions) {
      try check(expression, at: resource.path, about: "at or when of \(resource.name)", allows: row)
    }
    for expression in resource.expressions {
      try check(
        expression, at: resource.path, about: resource.name, allows: row.union(["self"]))
    }
    guard !(resource.forEach == nil && resource.key != nil) else {
      throw fields.error(resource.path.key("key"), "it means something only beside forEach")
    }
  }

  private func check(
    _ expression: Expression, at path: Path, about subject: String, allows: Set<String>
  ) throws(PackError) {
    for reference in expression.references {
      let word = reference.word
      if word == "computed" {
        try checkComputed(reference, at: path)
      } else if ["item", "index", "self"].contains(word) {
        guard allows.contains(word) else {
          throw fields.error(path, "$<\(reference)> means nothing in \(subject)")
        }
      } else if !Self.words.contains(word), pack[word] == nil, !reference.isVariable {
        throw fields.error(path, "$<\(reference)>: there is no resource \(word)")
      }
    }
  }

  private func checkComputed(_ reference: Reference, at path: Path) throws(PackError) {
    guard case .key(let name)? = reference.path.steps.dropFirst().first,
      pack.computed.contains(name)
    else {
      throw fields.error(
        path, "$<\(reference)>: computed does not list it",
        hint: "computed lists \(pack.computed.joined(separator: ", "))")
    }
  }
}

extension Reference {
  /// A word in capitals and nothing behind it.
  var isVariable: Bool {
    path.steps.count == 1 && word.utf8.contains { (0x41...0x5a).contains($0) }
      && word.utf8.allSatisfy {
        (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f
      }
  }
}

extension String {
  fileprivate var isPlainName: Bool {
    guard let first = utf8.first, (0x61...0x7a).contains(first) else { return false }
    return utf8.allSatisfy {
      (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || (0x30...0x39).contains($0)
    }
  }
}
