// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template
import Testing

@testable import Packs

/// A pack of a text: `resources` and what else stands under `spec`, the usual fields put around it.
func pack(_ text: String) throws -> Pack {
  let head = """
    apiVersion: provider.capctl.dev/v1alpha1
    kind: ProviderPack
    metadata: {name: test}
    spec:
      for: {group: test.dev, kind: Thing}
      transport: rest

    """
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
  let packs = try Pack.read(Source("test.yaml", text: head + lines.joined(separator: "\n")))
  return try #require(packs.first)
}

/// Variables by name, some of them secret.
struct StubVariables: Scope, Sendable {
  var plain: [String: Value] = [:]
  var secret: [String: Value] = [:]

  func find(_ reference: Reference) -> Finding {
    if let value = secret[reference.word] { return .secret(value) }
    return plain[reference.word].map { .found($0) } ?? .missing(lookedIn: ["Secret a"])
  }
}
