// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import Kube
import Manifest
import TestKit
import Testing

@testable import GitOps

/// Input that nobody wrote: it is refused or understood, and nothing else happens.
struct FuzzTests {
  /// Runs `body` with one seed after another: so often, or for longer where `CAPCTL_FUZZ_SECONDS` says
  /// so. A test of several cases shares those seconds among them.
  private func fuzz(
    _ count: Int, cases: Double = 1, _ body: (UInt64, inout SeededRandom) throws -> Void
  ) throws {
    let seconds = ProcessInfo.processInfo.environment["CAPCTL_FUZZ_SECONDS"].flatMap(Double.init)
    let end = ContinuousClock.now + .seconds((seconds ?? 0) / cases)
    var seed: UInt64 = 0
    while seed < count || ContinuousClock.now < end {
      var random = SeededRandom(seed)
      try body(seed, &random)
      seed += 1
    }
  }

  /// The same bytes with a few of them changed, left out, doubled or put elsewhere.
  private func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
      default:
        let part = bytes[place..<end]
        bytes.removeSubrange(place..<end)
        bytes.insert(
          contentsOf: part, at: Int.random(in: 0...bytes.count, using: &random))
      }
    }
    return bytes
  }

  /// All values, each as often as it is there; their order is that of the names, which may have changed.
  private static func values(in value: Value) -> [String] {
    leaves(value).map { "\($0)" }.sorted()
  }

  private static func leaves(_ value: Value) -> [Value] {
    if let map = value.map { return map.flatMap { leaves($0.value) } }
    // No code counts what is null.
    return value.list?.flatMap(leaves) ?? (value == .null ? [] : [value])
  }

  @Test(arguments: ["secret.yaml", "secret.json", "secret.env", "secret.bin"])
  func `an encrypted file that was changed gives the same secrets, or none`(_ name: String) throws {
    let original = try SopsTests.golden(name)
    let key = try SopsTests.identities()
    let secrets = ["hunter2", "5432"]
    let file = try #require(try SopsFile(original, named: name))
    let whole = String(decoding: try file.decrypted(key), as: UTF8.self)
    let wanted = name == "secret.yaml" ? Self.values(in: try YAML.parse(whole)) : []
    try fuzz(500, cases: 4) { seed, random in
      let bytes = mutated(original, &random)
      guard let file = try? SopsFile(bytes, named: name) else { return }
      guard let opened = try? file.decrypted(key) else { return }
      let text = String(decoding: opened, as: UTF8.self)
      // The code counts all values, and no names but those over sealed values.
      if name == "secret.yaml" {
        let value = try #require(try? YAML.parse(text), "seed \(seed)")
        #expect(Self.values(in: value) == wanted, "seed \(seed)")
        #expect(secrets.allSatisfy(text.contains), "seed \(seed)")
      } else if name != "secret.bin" {
        #expect(text.contains("hunter2"), "seed \(seed)")
      } else {
        #expect(opened == [0, 0xff, 1], "seed \(seed)")
      }
    }
  }

  @Test func `any text can be substituted, or is refused`() throws {
    let parts = [
      "${", "}", "$", "A", "B", ":=", ":-", "#", "%%", "/", "^^", ",,", "${A}", "${C:=", "\\", "\"",
      "'",
      "\n", " ", ":", "é", "$${", "${A/x/y}", "${A:1:2}", "-1", "{", "[",
    ]
    let variables = try PostBuild(["substitute": ["A": "xay", "B": "1\n2"]], from: [])
    try fuzz(2000) { seed, random in
      let count = Int.random(in: 0...12, using: &random)
      let text = (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      var object = Object(GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), name: "a")
      object.value["data"] = ["key": .string(text)]
      guard let result = try? variables.apply(to: object) else { return }
      #expect(result.kind == "ConfigMap" && result.name == "a", "seed \(seed): \(text)")
    }
  }

  @Test func `no path leads out of a tree, whatever its links`() throws {
    let names = ["a", "b", "c"]
    try fuzz(2000) { seed, random in
      var files: [String: Snapshot.File] = [:]
      let id = try #require(ObjectID(String(repeating: "a", count: 40)))
      func path(_ random: inout SeededRandom, _ extra: [String]) -> String {
        (0..<Int.random(in: 1...4, using: &random))
          .map { _ in (names + extra).randomElement(using: &random) ?? "a" }
          .joined(separator: "/")
      }
      for _ in 0..<6 {
        let isLink = Bool.random(using: &random)
        let bytes = isLink ? Array(path(&random, ["..", ".", ""]).utf8) : []
        files[path(&random, [])] = Snapshot.File(
          kind: isLink ? .symlink : .file, id: id, bytes: bytes)
      }
      let tree = SourceTree(snapshot: Snapshot(files))
      let asked = path(&random, ["..", "."])
      guard let real = try? tree.resolve(asked) else { return }
      let parts = real.split(separator: "/")
      #expect(!parts.contains("..") && !real.hasPrefix("/"), "seed \(seed)")
      #expect(files[real] != nil || tree.isFolder(real), "seed \(seed)")
    }
  }

  @Test func `any rules and any path have an answer`() throws {
    let parts = ["*", "**", "/", "a", "b", "?", "[", "]", "[a-c]", "!", "\\", "#", ".", "\n", " "]
    try fuzz(2000) { seed, random in
      func text(_ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 0...10, using: &random))
          .map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      }
      var rules = IgnoreRules()
      rules.add(text(&random), in: "a")
      rules.add(text(&random))
      let path = text(&random).replacing("\n", with: "")
      #expect(rules.leavesOut(path) == rules.leavesOut(path), "seed \(seed)")
      _ = SemverRange(text(&random))?.contains(Semver([1, 2, 3]))
    }
  }
}
