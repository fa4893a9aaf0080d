// SPDX-License-Identifier: Apache-2.0

extension Substitution {
  /// A variable that a text uses.
  package struct Variable: Sendable, Hashable {
    package let name: String

    /// What the text has in store for it, variables within shown as `${NAME}`; nil where it must be
    /// set.
    package let fallback: String?
  }

  /// The variables, sorted. The first use decides on the default, and a variable that stands only in
  /// the default of another is not one of them.
  package var variables: [Variable] {
    var seen: [String: Variable] = [:]
    for use in uses where seen[use.name] == nil {
      seen[use.name] = Variable(name: use.name, fallback: fallback(of: use))
    }
    return seen.keys.sortedByBytes.compactMap { seen[$0] }
  }

  var uses: [Piece.Use] {
    pieces.compactMap { if case .variable(let use) = $0 { use } else { nil } }
  }

  private func fallback(of use: Piece.Use) -> String? {
    let text = use.arguments.joined().map(\.shown).joined()
    switch dialect {
    // Any argument counts, and an empty one does not.
    case .clusterctl: return text.isEmpty ? nil : text
    case .bash:
      guard case .fallback(let fallback, _) = use.operation, fallback != .fail else { return nil }
      return fallback == .replace ? "" : text
    }
  }

  /// The variables as `clusterctl generate yaml --list-variables` prints them: names alone.
  package var variableNames: String {
    guard !variables.isEmpty else { return "\n" }
    return variables.reduce("Variables:\n") { $0 + "  - \($1.name)\n" }
  }

  /// The variables as `clusterctl generate cluster --list-variables` prints them. What is `known` need
  /// not be set, whatever the text has in store for it.
  package func variableList(known: [String: String] = [:]) -> String {
    let variables = variables.map {
      Variable(name: $0.name, fallback: known[$0.name] ?? $0.fallback)
    }
    let required = variables.filter { $0.fallback == nil }
    let optional = variables.filter { $0.fallback != nil }
    let width = optional.map(\.name.unicodeScalars.count).max() ?? 0
    var text = required.isEmpty ? "" : "Required Variables:\n"
    for variable in required { text += "  - \(variable.name)\n" }
    if !optional.isEmpty { text += "\nOptional Variables:\n" }
    for variable in optional {
      let gap = String(repeating: " ", count: width - variable.name.unicodeScalars.count + 2)
      let fallback = variable.fallback ?? ""
      // A default that brings its own quotes is shown as it is.
      let shown = fallback.hasPrefix("\"") ? fallback : fallback.quoted
      text += "  - \(variable.name)\(gap)(defaults to \(shown))\n"
    }
    return text + "\n"
  }
}

extension Piece {
  fileprivate var shown: String {
    switch self {
    case .text(let text): text
    case .variable(let use): "${\(use.name)}"
    }
  }
}

extension String {
  /// In double quotes, with what cannot be seen escaped, on one line.
  fileprivate var quoted: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case "\0"..<" ", "\u{7F}":
        text += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
