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
    return isSecret ? .secret(value) : .found(value)
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
