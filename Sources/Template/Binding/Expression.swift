// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// A value with `$<…>` in its texts, parsed: bound just before it is needed, as often as needed.
///
/// A text that is nothing but one `$<…>` becomes what that leads to, of whatever type. In a longer
/// text only what can be printed on a line may stand. `$$<` is a literal `$<`.
package struct Expression: Sendable {
  let root: Node

  /// What it refers to, the defaults' references included, each once and in the order of the text.
  package let references: [Reference]

  /// Errors name the field by its path, which begins with `path`.
  package init(parsing value: Value, at path: Path = []) throws(TemplateError) {
    root = try Node(value, at: path)
    var seen: Set<Reference> = []
    references = root.uses.filter { seen.insert($0.reference).inserted }.map(\.reference)
  }

  /// The value with what `scope` finds in the place of each reference. What was found is not read
  /// for references again.
  package func bind(in scope: some Scope) throws(TemplateError) -> Bound {
    var binder = Binder(scope: scope)
    binder.look(for: root)
    try binder.failIfMissing()
    return try binder.bind(root)
  }
}

/// A part of an expression; what has no reference below it is one literal.
indirect enum Node: Sendable {
  case literal(Value)
  case text([Part])
  case list([Node])
  case map([(key: [Part], value: Node)], at: Path)

  enum Part: Sendable {
    case text(String)
    case use(Use)
  }

  /// One `$<…>`.
  struct Use: Sendable {
    let reference: Reference
    let fallback: [Part]?
    let filters: [Filter.Call]

    /// `field:line:column`.
    let place: String
  }

  init(_ value: Value, at path: Path) throws(TemplateError) {
    switch value {
    case .string(let text): self = Node(try ExpressionParser.parts(of: text, at: path))
    case .list(let items):
      var nodes: [Node] = []
      for (index, item) in items.enumerated() {
        nodes.append(try Node(item, at: path.index(index)))
      }
      let literals = nodes.compactMap(\.literal)
      self = literals.count == nodes.count ? .literal(.list(literals)) : .list(nodes)
    case .map(let map):
      var entries: [(key: [Part], value: Node)] = []
      for entry in map.entries {
        let path = path.key(entry.key)
        let key = try ExpressionParser.parts(of: entry.key, at: path)
        entries.append((key, try Node(entry.value, at: path)))
      }
      self = .map(entries, at: path)
    default: self = .literal(value)
    }
  }

  private init(_ parts: [Part]) {
    switch parts.first {
    case nil: self = .literal("")
    case .text(let text) where parts.count == 1: self = .literal(.string(text))
    default: self = .text(parts)
    }
  }

  private var literal: Value? { if case .literal(let value) = self { value } else { nil } }

  var uses: [Use] {
    switch self {
    case .literal: []
    case .text(let parts): parts.uses
    case .list(let nodes): nodes.flatMap(\.uses)
    case .map(let entries, _): entries.flatMap { $0.key.uses + $0.value.uses }
    }
  }
}

extension [Node.Part] {
  /// The references of a text, each before those of its default.
  var uses: [Node.Use] {
    flatMap { part -> [Node.Use] in
      switch part {
      case .text: []
      case .use(let use): [use] + (use.fallback?.uses ?? [])
      }
    }
  }
}
