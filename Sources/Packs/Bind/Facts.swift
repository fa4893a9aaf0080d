// SPDX-License-Identifier: Apache-2.0

package import Manifest
package import Template

/// What a pass knows beside the resources: the object, those around it, and the variables.
package struct Facts: Sendable {
  /// By the first word of references: `spec`, `metadata`, `cluster`, `computed`…
  package var roots: [String: Value]
  /// Those of the roots that nobody may see.
  package var secretRoots: Set<String> = ["bootstrap"]
  /// Which parts of `computed` came from secrets.
  package var secretComputed: Set<String> = []
  package var variables: any Scope & Sendable

  package init(_ roots: [String: Value] = [:], variables: any Scope & Sendable = NoVariables()) {
    self.roots = roots
    self.variables = variables
  }

  func find(_ reference: Reference) -> Finding {
    if reference.isVariable { return variables.find(reference) }
    let word = reference.word
    let rest = Path(Array(reference.path.steps.dropFirst()))
    guard let value = roots[word]?[rest] else { return .missing(lookedIn: []) }
    let isSecret = secretRoots.contains(word) || (word == "computed" && isSecretComputed(rest))
    if isSecret { return .secret(value) }
    return value.holdsVariable && Self.committed.contains(word) ? bound(value) : .found(value)
  }

  /// What people write: variables may stand in it.
  private static let committed: Set<String> = ["spec", "infra", "computed"]

  /// A value of a committed object, with its variables in their place.
  private func bound(_ value: Value) -> Finding {
    do throws(TemplateError) {
      let bound = try Expression(parsing: value).bind(in: Variables(scope: variables))
      return bound.holdsSecret ? .secret(bound.reveal()) : .found(bound.reveal())
    } catch {
      return .missing(lookedIn: [])
    }
  }

  /// The variables within a committed value that have no value themselves.
  func missingVariables(in reference: Reference) -> [Lack] {
    let rest = Path(Array(reference.path.steps.dropFirst()))
    guard Self.committed.contains(reference.word), let value = roots[reference.word]?[rest],
      value.holdsVariable, let expression = try? Expression(parsing: value)
    else { return [] }
    return expression.references.compactMap { inner in
      guard case .missing(let places) = Variables(scope: variables).find(inner) else { return nil }
      return .variable("\(inner)", lookedIn: places)
    }
  }

  /// Nothing but variables may stand in what people write.
  private struct Variables: Scope {
    let scope: any Scope & Sendable

    func find(_ reference: Reference) -> Finding {
      reference.isVariable ? scope.find(reference) : .missing(lookedIn: ["nothing"])
    }
  }

  private func isSecretComputed(_ path: Path) -> Bool {
    if case .key(let name)? = path.steps.first { return secretComputed.contains(name) }
    return !secretComputed.isEmpty
  }
}

/// No variable has a value.
package struct NoVariables: Scope, Sendable {
  package init() {}
  package func find(_ reference: Reference) -> Finding { .missing(lookedIn: []) }
}

extension Value {
  /// Whether a `$<` stands in one of its texts, or of its keys.
  fileprivate var holdsVariable: Bool {
    switch self {
    case .string(let text): text.contains("$<")
    case .list(let items): items.contains(where: \.holdsVariable)
    case .map(let map): map.contains { $0.key.contains("$<") || $0.value.holdsVariable }
    default: false
    }
  }
}
