// SPDX-License-Identifier: Apache-2.0

/// Puts values in the place of variables. Variables without a value are gathered, so that one error
/// can name them all.
struct Expander {
  let source: Source
  let dialect: Substitution.Dialect
  let lookup: (String) -> String?

  /// What `${NAME=default}` has set so far, in bash's dialect.
  var assigned: [String: String] = [:]

  /// Each variable without a value, and where it is first wanted.
  private var missing: [String: Int] = [:]

  init(source: Source, dialect: Substitution.Dialect, lookup: @escaping (String) -> String?) {
    self.source = source
    self.dialect = dialect
    self.lookup = lookup
  }

  mutating func expand(_ pieces: [Piece]) throws(TemplateError) -> Bytes {
    var result = Bytes()
    for piece in pieces {
      switch piece {
      case .text(let text): result += text.utf8
      case .variable(let use):
        result += try dialect == .bash ? bashValue(of: use) : clusterctlValue(of: use)
      }
    }
    return result
  }

  mutating func noteMissing(_ name: String, at offset: Int) {
    missing[name] = min(offset, missing[name] ?? .max)
  }

  func failIfMissing() throws(TemplateError) {
    guard !missing.isEmpty else { return }
    let names = missing.keys.sortedByBytes
    let places = names.map { "\($0) at \(source.place(of: missing[$0] ?? 0))" }
    // Scripts look for clusterctl's sentence.
    throw TemplateError(
      "expand \(source.name)",
      "value for variables [\(names.joined(separator: ", "))] is not set. Please set the value "
        + "using os environment variables or the clusterctl config file",
      hint: "first used: \(places.joined(separator: ", "))", missing: names)
  }
}

extension Collection<String> {
  var sortedByBytes: [String] {
    sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
