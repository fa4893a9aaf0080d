// SPDX-License-Identifier: Apache-2.0

/// A `machineNaming.template`: `{{ .machineSet.name }}-{{ .random }}`.
///
/// Four things can stand between braces: `.cluster.name`, `.machineSet.name`,
/// `.kubeadmControlPlane.name` and `.random`. The last has to, or two machines would have one name.
package struct NameTemplate: Sendable, Hashable {
  private enum Piece: Sendable, Hashable {
    case text(String)
    case field(String)
  }

  private let pieces: [Piece]
  package let text: String

  /// Names end where the names of Nodes and hosts have to.
  static let longestName = 63
  static let randomCount = 5

  /// Throws where the template cannot name a machine; the message is for `spec.machineNaming.template`.
  package init(_ text: String, fields: Set<String>) throws(NameTemplateError) {
    self.text = text
    pieces = try Self.parse(text, known: fields.union(["random"]))
    guard pieces.contains(.field("random")) else {
      throw NameTemplateError(template: text, cause: "it has no {{ .random }}")
    }
    let sample = filled(Dictionary(uniqueKeysWithValues: fields.map { ($0, "cluster") }), "a2c4f")
    guard sample.isHostName else {
      throw NameTemplateError(
        template: text, cause: "it makes names like \(sample), which are no host names")
    }
  }

  /// For machines of a MachineSet.
  package static func machineSet(_ text: String?) throws(NameTemplateError) -> NameTemplate {
    try NameTemplate(
      text ?? "{{ .machineSet.name }}-{{ .random }}", fields: ["cluster.name", "machineSet.name"])
  }

  /// For machines of a KubeadmControlPlane.
  package static func controlPlane(_ text: String?) throws(NameTemplateError) -> NameTemplate {
    try NameTemplate(
      text ?? "{{ .kubeadmControlPlane.name }}-{{ .random }}",
      fields: ["cluster.name", "kubeadmControlPlane.name"])
  }

  /// A name; one that would be too long keeps its beginning and ends in the random letters.
  package func name(
    _ fields: [String: String], using generator: inout some RandomNumberGenerator
  ) -> String {
    let random = SafeLetters.random(Self.randomCount, using: &generator)
    let name = filled(fields, random)
    guard name.utf8.count > Self.longestName else { return name }
    return name.prefix(Self.longestName - Self.randomCount) + random
  }

  private func filled(_ fields: [String: String], _ random: String) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .field("random"): random
      case .field(let name): fields[name] ?? ""
      }
    }
    .joined()
  }

  private static func parse(
    _ text: String, known: Set<String>
  ) throws(NameTemplateError) -> [Piece] {
    var pieces: [Piece] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{{") {
      pieces.append(.text(String(rest[..<open])))
      let inside = rest[open...].dropFirst(2)
      guard let close = inside.firstIndex(of: "}}") else {
        throw NameTemplateError(template: text, cause: "a {{ is not closed")
      }
      let word = inside[..<close].trimmed
      guard word.first == ".", known.contains(String(word.dropFirst())) else {
        let list = known.sorted().map { ".\($0)" }.joined(separator: ", ")
        throw NameTemplateError(
          template: text, cause: "\(word) is none of the known fields (\(list))")
      }
      pieces.append(.field(String(word.dropFirst())))
      rest = inside[close...].dropFirst(2)
    }
    return pieces + [.text(String(rest))]
  }
}

/// Why a naming template cannot be used.
package struct NameTemplateError: Error, Hashable, CustomStringConvertible {
  package let template: String
  package let cause: String

  package var description: String { "cannot name machines by \"\(template)\": \(cause)" }
}

extension Substring {
  fileprivate func firstIndex(of pair: String) -> Index? {
    indices.first { self[$0...].hasPrefix(pair) }
  }

  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension String {
  /// Lower-case letters, digits, `-` and `.`, a letter or digit at either end.
  fileprivate var isHostName: Bool {
    func isPlain(_ byte: UInt8) -> Bool {
      (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
    }
    guard let first = utf8.first, let last = utf8.last, isPlain(first), isPlain(last) else {
      return false
    }
    return utf8.allSatisfy { isPlain($0) || $0 == 0x2d || $0 == 0x2e }
  }
}
