// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What the notation says about one field in one line: `TYPE RULE… = DEFAULT; DESCRIPTION`.
struct FieldText {
  /// The type, with rules of its own in round brackets, and `[]` or `{}` for lists and maps of it.
  var type: Substring
  var rules: [Substring]
  /// JSON.
  var defaultText: Substring?
  var description: String?

  /// Reads a line that starts with a type, or one of rules alone.
  init(_ text: String, hasType: Bool) {
    let parts = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 { description = String(parts[1].drop { $0 == " " }) }
    let halves = Self.halves(parts[0])
    defaultText = halves.1
    var words = halves.0.split(separator: " ")
    type = hasType && !words.isEmpty ? words.removeFirst() : ""
    rules = words
  }

  private static func halves(_ text: Substring) -> (Substring, Substring?) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard let place = words.firstIndex(of: "=") else { return (text, nil) }
    let head = words[..<place].joined(separator: " ")
    let tail = words[(place + 1)...].joined(separator: " ")
    return (head[...], tail[...])
  }
}

/// The name of a field as the notation writes it: `replicas`, `template!`, `taints[]`, `labels{}`.
struct FieldKey {
  var name: String
  var isRequired = false
  /// From the inside out: a list of maps is `{}[]`.
  var wrappers: [Wrapper] = []

  enum Wrapper {
    case list
    case map
  }

  init(_ text: String) {
    var rest = text[...]
    if rest.hasSuffix("!") {
      isRequired = true
      rest = rest.dropLast()
    }
    wrappers = Self.wrappers(&rest)
    name = String(rest)
  }

  /// Takes the brackets off the end of a text.
  static func wrappers(_ text: inout Substring) -> [Wrapper] {
    var found: [Wrapper] = []
    while true {
      if text.hasSuffix("[]") {
        found.append(.list)
      } else if text.hasSuffix("{}") {
        found.append(.map)
      } else {
        return found.reversed()
      }
      text = text.dropLast(2)
    }
  }
}
