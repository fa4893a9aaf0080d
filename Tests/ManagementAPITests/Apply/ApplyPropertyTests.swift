// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import TestKit
import Testing

@testable import ManagementAPI

struct ApplyPropertyTests {
  private static let schema: Value = [
    "type": "object",
    "properties": [
      "spec": [
        "type": "object",
        "properties": [
          "size": ["type": "integer"],
          "inner": ["type": "object", "properties": ["a": ["type": "integer"]]],
          "map": ["type": "object", "additionalProperties": ["type": "integer"]],
          "whole": ["type": "array", "items": ["type": "integer"]],
          "set": [
            "type": "array", "x-kubernetes-list-type": "set", "items": ["type": "integer"],
          ],
          "items": [
            "type": "array", "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            "items": [
              "type": "object",
              "properties": ["name": ["type": "string"], "n": ["type": "integer"]],
            ],
          ],
        ],
      ]
    ],
  ]

  private static func writer(_ manager: String, at seconds: Int64 = 1) throws -> FieldWriter {
    FieldWriter(
      manager: manager, apiVersion: "v1", now: Time(seconds: seconds),
      shape: .schema(try Schema(schema), isOpen: false, isRoot: true))
  }

  /// Something that may be applied; never empty, so that whoever applies it manages something.
  private static func config(_ random: inout SeededRandom) -> Value {
    func number() -> Value { .int(Int64.random(in: 0..<3, using: &random)) }
    func names() -> [String] { ["p", "q", "r"].filter { _ in Bool.random(using: &random) } }
    var spec: Value = ["size": number()]
    if Bool.random(using: &random) { spec["inner"] = ["a": number()] }
    if Bool.random(using: &random) { spec["whole"] = [number()] }
    let (keys, items) = (names(), names())
    if !keys.isEmpty { spec["map"] = .map(Map(keys.map { ($0, number()) })) }
    if !items.isEmpty {
      spec["items"] = .list(items.map { ["name": .string($0), "n": number()] })
    }
    let members = (0..<4).filter { _ in Bool.random(using: &random) }
    if !members.isEmpty { spec["set"] = .list(members.map { .int(Int64($0)) }) }
    return ["apiVersion": "v1", "kind": "Thing", "metadata": ["name": "x"], "spec": spec]
  }

  @Test(arguments: 0..<60)
  func `what is applied twice is applied once`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let (one, two) = (Self.config(&random), Self.config(&random))
    let first = try Self.writer("a").apply(one, to: nil, force: false)
    let second = try Self.writer("b", at: 2).apply(two, to: first, force: true)
    #expect(try Self.writer("b", at: 3).apply(two, to: second, force: false) == second)
  }

  @Test(arguments: 0..<60)
  func `what is applied and taken back leaves what was there`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let base = try Self.writer("a").apply(Self.config(&random), to: nil, force: false)
    // Fields of others are applied as they are, so that nothing changes hands.
    let wanted = Self.config(&random)
    let merged = try Self.writer("a").shape.merged(wanted, with: FieldWriter.bare(base))
    let applied = try Self.writer("b", at: 2).apply(
      FieldWriter.bare(merged), to: base, force: false)
    let nothing: Value = ["apiVersion": "v1", "kind": "Thing", "metadata": ["name": "x"]]
    #expect(try Self.writer("b", at: 3).apply(nothing, to: applied, force: false) == base)
  }

  @Test(arguments: 0..<60)
  func `every field there has an owner, and no owner has a field that is not`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var object: Value?
    for step in 1...8 {
      let writer = try Self.writer(["a", "b", "c"].randomElement(using: &random) ?? "a")
      let config = Self.config(&random)
      if step % 3 == 2, let old = object {
        var new = FieldWriter.bare(old)
        new["spec"] = config["spec"]
        object = writer.tracking(new, over: old)
      } else {
        object = try writer.apply(config, to: object, force: true)
      }
    }
    let last = try #require(object)
    let shape = try Self.writer("a").shape
    let there = shape.fields(of: FieldWriter.bare(last)).subtracting(FieldWriter.unowned)
    let owned = try ManagedFields(last["metadata"]?["managedFields"]).all(at: "v1")
    #expect(there.subtracting(owned).paths.isEmpty)
    #expect(owned.subtracting(shape.completing(there)).paths.isEmpty)
  }
}
