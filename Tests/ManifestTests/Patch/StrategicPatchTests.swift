// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

struct StrategicPatchTests {
  @Test func `patches do what kubectl does`() async throws {
    let cases = StrategicCase.all.filter { $0.oracles.contains(.kubectl) }
    let named = Dictionary(uniqueKeysWithValues: cases.map { ($0.name, $0) })
    let answers = try await Oracle.answers("patch/strategic-kubectl", about: cases.map(\.name)) {
      try await Self.kubectl(try #require(named[$0]))
    }
    for one in cases { try expect(one, .kubernetes, answers[one.name]) }
  }

  @Test func `patches do what kustomize does`() async throws {
    let cases = StrategicCase.all.filter { $0.oracles.contains(.kustomize) }
    let answers = try await Oracle.answers("patch/strategic-kustomize") {
      try await Self.kustomize(cases)
    }
    #expect(answers.count == cases.count)
    for one in cases { try expect(one, .kustomize, answers[one.name]) }
  }

  private func expect(
    _ one: StrategicCase, _ style: StrategicPatchStyle, _ answer: Value?
  ) throws {
    let base = try json(one.base)
    let schema =
      PatchSchema(
        apiVersion: base["apiVersion"]?.string ?? "", kind: base["kind"]?.string ?? "") ?? .none
    let ours = Result {
      try base.applying(strategicPatch: try json(one.patch), schema: schema, as: style)
    }
    switch (answer, ours) {
    case (.string?, .failure): break
    case (let answer?, .success(let value)):
      #expect(value == answer.asStored, "\(one.name)")
    default: Issue.record("\(one.name): \(String(describing: answer)) and \(ours)")
    }
  }

  private static func kubectl(_ one: StrategicCase) async throws -> Value {
    try await Oracle.patched(try json(one.base), "strategic", try json(one.patch))
  }

  /// All at once, each under a name of its own: kustomize prints YAML, which kubectl makes JSON of.
  private static func kustomize(_ cases: [StrategicCase]) async throws -> Map {
    try await withTemporaryDirectory { directory in
      var patches: [Value] = []
      var bases: [String] = []
      for (index, one) in cases.enumerated() {
        var (base, patch) = (try json(one.base), try json(one.patch))
        base["metadata"]?["name"] = .string("x\(index)")
        for key in ["apiVersion", "kind"] { patch[key] = base[key] }
        patch["metadata"] = (patch["metadata"] ?? [:]).applying(
          mergePatch: ["name": .string("x\(index)")])
        bases.append(JSON.text(base))
        patches.append(["patch": .string(JSON.text(patch))])
      }
      try directory.write(bases.joined(separator: "\n---\n"), to: "bases.yaml")
      try directory.write(
        JSON.text(["resources": ["bases.yaml"], "patches": .list(patches)]),
        to: "kustomization.yaml")
      let yaml = try await Oracle.kubectl(["kustomize", directory.path])
      #expect(yaml.exitCode == 0, "\(yaml.errorText)")
      let output = try await Oracle.kubectl(
        ["patch", "--local", "--type=merge", "-p", "{}", "-o", "json", "-f", "-"],
        input: yaml.text)
      let text = output.text.replacingOccurrences(of: "\n}\n{\n", with: "\n},\n{\n")
      var answers = Map()
      for var object in try JSON.parse("[\(text)]").list ?? [] {
        let index = Int(object["metadata", "name"]?.string?.dropFirst() ?? "") ?? 0
        object["metadata"]?["name"] = "x"
        answers[cases[index].name] = object
      }
      return answers
    }
  }
}

extension Value {
  /// An answer as an API server stores it: the oracle leaves in new items what only says what to do.
  fileprivate var asStored: Value {
    switch self {
    case .list(let list): return .list(list.map(\.asStored))
    case .map(let map):
      return .map(
        Map(
          map.filter { !$0.value.isNull && $0.key != "$retainKeys" }
            .map { ($0.key, $0.value.asStored) }))
    default: return self
    }
  }
}
