// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Puts what references lead to in their places. Everything is looked for once, and before anything
/// is bound, so that one error can name all that is missing.
struct Binder {
  let scope: any Scope
  private var findings: [Reference: Finding] = [:]
  private var missing: [(reference: Reference, place: String, lookedIn: [String])] = []

  init(scope: any Scope) {
    self.scope = scope
  }

  mutating func look(for node: Node) {
    switch node {
    case .literal: break
    case .text(let parts): look(for: parts)
    case .list(let nodes): for node in nodes { look(for: node) }
    case .map(let entries, _):
      for (key, value) in entries {
        look(for: key)
        look(for: value)
      }
    }
  }

  private mutating func look(for parts: [Node.Part]) {
    for case .use(let use) in parts {
      let finding = findings[use.reference] ?? scope.find(use.reference)
      findings[use.reference] = finding
      if let fallback = use.fallback {
        if finding.isEmpty { look(for: fallback) }
      } else if case .missing(let places) = finding,
        !missing.contains(where: { $0.reference == use.reference })
      {
        missing.append((use.reference, use.place, places))
      }
    }
  }

  func failIfMissing() throws(TemplateError) {
    guard let first = missing.first else { return }
    let lines = missing.map { reference, place, places in
      let looked = places.isEmpty ? "" : ", looked for in \(places.joined(separator: ", "))"
      return "\(reference) (at \(place)\(looked))"
    }
    throw TemplateError(
      "bind \(first.place)", "no value for \(lines.joined(separator: "; "))",
      missing: missing.map { "\($0.reference)" })
  }
}

extension Finding {
  /// Whether a default takes its place.
  fileprivate var isEmpty: Bool {
    switch self {
    case .missing: true
    case .found(let value), .secret(let value): value.isNull || value == ""
    }
  }
}

// MARK: - Binding

extension Binder {
  func bind(_ node: Node) throws(TemplateError) -> Bound {
    switch node {
    case .literal(let value): return Bound(value)
    case .text(let parts): return try bind(parts)
    case .list(let nodes):
      var items: [Bound] = []
      for node in nodes { items.append(try bind(node)) }
      return Bound(
        .list(items.map { $0.reveal() }), redacted: .list(items.map(\.redacted)),
        holdsSecret: items.contains(where: \.holdsSecret))
    case .map(let entries, let path): return try bind(entries, at: path)
    }
  }

  private func bind(
    _ entries: [(key: [Node.Part], value: Node)], at path: Path
  ) throws(TemplateError) -> Bound {
    var (revealed, redacted, holdsSecret) = (Map(), Map(), false)
    for entry in entries {
      let key = try bind(entry.key)
      guard let text = key.reveal().plainText, !key.holdsSecret else {
        throw TemplateError("bind \(path)", "a secret, a list or a map cannot be a key")
      }
      guard !revealed.contains(text) else {
        throw TemplateError("bind \(path)", "two keys become \"\(text)\"")
      }
      let value = try bind(entry.value)
      revealed[text] = value.reveal()
      redacted[text] = value.redacted
      holdsSecret = holdsSecret || value.holdsSecret
    }
    return Bound(.map(revealed), redacted: .map(redacted), holdsSecret: holdsSecret)
  }

  private func bind(_ parts: [Node.Part]) throws(TemplateError) -> Bound {
    if case .use(let use) = parts.first, parts.count == 1 { return try bind(use) }
    var (revealed, redacted, holdsSecret) = ("", "", false)
    for part in parts {
      switch part {
      case .text(let text):
        revealed += text
        redacted += text
      case .use(let use):
        let value = try bind(use, within: true)
        guard let text = value.reveal().plainText, let shown = value.redacted.plainText else {
          throw TemplateError(
            "bind \(use.place)",
            "\(use.reference) is a \(value.reveal().kind), which cannot stand in a longer text")
        }
        revealed += text
        redacted += shown
        holdsSecret = holdsSecret || value.holdsSecret
      }
    }
    return Bound(.string(revealed), redacted: .string(redacted), holdsSecret: holdsSecret)
  }

  private func bind(_ use: Node.Use, within isWithin: Bool = false) throws(TemplateError) -> Bound {
    var bound = try value(of: use, within: isWithin)
    for call in use.filters {
      do throws(Filter.Misfit) {
        let value = try call.filter.apply(to: bound.reveal(), call.arguments)
        bound = Bound(value, isSecret: bound.holdsSecret)
      } catch {
        throw TemplateError("bind \(use.place)", error.cause)
      }
    }
    return bound
  }

  private func value(of use: Node.Use, within isWithin: Bool) throws(TemplateError) -> Bound {
    let finding = findings[use.reference] ?? .missing(lookedIn: [])
    if finding.isEmpty, let fallback = use.fallback {
      return try bindDefault(fallback, within: isWithin)
    }
    switch finding {
    case .found(let value): return Bound(value)
    case .secret(let value): return Bound(value, isSecret: true)
    case .missing: return Bound(.null)
    }
  }

  /// A default that is JSON is that value: a number where a number is wanted. In a longer text it
  /// stands as it was written, but for the quotes of a JSON string.
  private func bindDefault(
    _ parts: [Node.Part], within isWithin: Bool
  ) throws(TemplateError) -> Bound {
    guard case .text(let text) = parts.first, parts.count == 1,
      let value = try? JSON.parse(text), !isWithin || value.string != nil
    else { return try bind(parts) }
    return Bound(value)
  }
}
