// SPDX-License-Identifier: Apache-2.0

/// A text with JSONPath in braces, as `-o jsonpath=` takes it:
/// `{range .items[*]}{.metadata.name}{"\n"}{end}`.
package struct JSONPathTemplate: Sendable, Hashable {
  indirect enum Part: Sendable, Hashable {
    case text(String)
    case path(JSONPath)
    case range(JSONPath, [Part])
  }

  let parts: [Part]
  private let text: String

  package init(parsing text: String) throws(ManifestError) {
    self.text = text
    do {
      var parser = JSONPathParser(text[...])
      parts = try parser.template()
    } catch {
      throw ManifestError("read JSONPath template \"\(text)\"", error.cause)
    }
  }

  /// What the template makes of a document: strings bare, lists and maps as JSON, and a space
  /// between several results of one path.
  package func text(
    for value: Value, missingKeys: JSONPath.MissingKeys = .allowed
  ) throws(ManifestError) -> String {
    var output = ""
    do {
      try Self.print(parts, for: value, JSONPathWalk(missingKeys: missingKeys), to: &output)
    } catch {
      throw ManifestError("follow JSONPath template \"\(text)\"", error.cause)
    }
    return output
  }

  private static func print(
    _ parts: [Part], for value: Value, _ walk: JSONPathWalk, to output: inout String
  ) throws(Refusal) {
    for part in parts {
      switch part {
      case .text(let text): output += text
      case .path(let path):
        let results = try walk.follow(path.steps, from: [value])
        output += results.map(\.jsonPathText).joined(separator: " ")
      case .range(let path, let body):
        for item in try walk.follow(path.steps, from: [value]) {
          try print(body, for: item, walk, to: &output)
        }
      }
    }
  }
}

extension Value {
  /// A value as kubectl prints it in a template.
  var jsonPathText: String {
    switch self {
    case .double(let number): ShortestDecimal(number).general
    case .string(let text): text
    default: JSON.text(self, style: .line)
    }
  }
}

extension JSON.Style {
  /// As Go writes JSON when nothing else is asked of it.
  fileprivate static let line = JSON.Style(sortsKeys: true, escapesHTML: true)
}
