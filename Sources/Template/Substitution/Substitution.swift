// SPDX-License-Identifier: Apache-2.0

/// A text with `${VAR}` in it, parsed: what a person binds before it is committed.
///
/// Substitution is textual. Comments, order and layout stay; a value is never expanded again.
package struct Substitution: Sendable {
  /// What the forms of `${…}` mean.
  package enum Dialect: Sendable {
    /// What they mean to clusterctl: lengths and slices count bytes, each of `:+ :? :-` gives a
    /// default. Where clusterctl would crash (a slice of negative length), expanding fails.
    case clusterctl

    /// What they mean to bash: lengths and slices count characters, may be negative, and each
    /// operator has its own meaning. A variable without a value is missing wherever it is read.
    case bash
  }

  let source: Source
  let dialect: Dialect
  let pieces: [Piece]

  /// Errors call the text `name`, which is a file as a rule.
  package init(
    _ text: String, named name: String, dialect: Dialect = .clusterctl
  ) throws(TemplateError) {
    source = Source(text, named: name)
    self.dialect = dialect
    var parser = SubstitutionParser(source, dialect: dialect)
    pieces = try parser.parse()
  }

  /// The text with the value that `lookup` gives in the place of each variable.
  ///
  /// These are bytes, since a slice may cut a character in two.
  package func expand(_ lookup: @escaping (String) -> String?) throws(TemplateError) -> [UInt8] {
    var expander = Expander(source: source, dialect: dialect, lookup: lookup)
    if dialect == .clusterctl {
      // As in clusterctl, a variable is missing by its first use, whatever the later ones say.
      let required = Set(variables.filter { $0.fallback == nil }.map(\.name))
      for use in uses where required.contains(use.name) && lookup(use.name) == nil {
        expander.noteMissing(use.name, at: use.offset)
      }
      try expander.failIfMissing()
    }
    let result = try expander.expand(pieces)
    try expander.failIfMissing()
    return result
  }
}
