// SPDX-License-Identifier: Apache-2.0

/// The name of a new MachineSet, and the value of its `machine-template-hash` label.
package struct SetName: Sendable, Hashable {
  package let name: String
  /// `<hash>-<5 random>`: the same letters as at the end of the name, so that the label of a machine
  /// leads to its set.
  package let label: String

  package init(
    deployment: String, template: RolloutTemplate,
    using generator: inout some RandomNumberGenerator
  ) {
    let random = SafeLetters.random(using: &generator)
    let base = "\(deployment)-".prefix(NameTemplate.longestName - random.count)
    name = base + random
    label = "\(ContentHash(template.words))-\(random)"
  }
}

extension RolloutTemplate {
  /// All of it as one text, to name it by.
  fileprivate var words: String {
    let bound = variables.tokens.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let data: [String] =
      switch bootstrap {
      case .template(let kind, _, let content): [kind, "\(ContentHash(content))"]
      case .dataSecret(let name): ["Secret", name]
      }
    let parts = [version ?? "", failureDomain ?? ""] + data + [infrastructureKind]
    return (parts + ["\(ContentHash(infrastructure))"] + bound).joined(separator: "\n")
  }
}
