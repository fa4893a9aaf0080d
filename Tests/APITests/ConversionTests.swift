// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

@testable import API

struct ConversionTests {
  /// A way that objects of a kind can go.
  struct Way: Sendable, CustomTestStringConvertible {
    let kind: Kind
    let from: String
    let to: String

    var testDescription: String { "\(kind.kind): \(from) to \(to)" }

    static let all = Kinds.all.flatMap { kind in
      kind.versions.flatMap { from in
        kind.versions.filter { $0 != from }.map { Way(kind: kind, from: from, to: $0) }
      }
    }
  }

  @Test(arguments: Way.all)
  func `there and back an object is the same`(way: Way) throws {
    let conversion = Conversion(of: way.kind)
    for seed in 1...12 as ClosedRange<UInt64> {
      var random = RandomObject(seed: seed)
      let object = try random.make(way.kind, in: way.from)
      let there = try conversion.convert(object, to: way.to)
      #expect(there["apiVersion"]?.string == "\(way.kind.group)/\(way.to)")
      let back = try conversion.convert(there, to: way.from)
      #expect(back == object, "seed \(seed):\n\(difference(back, object))")
    }
  }

  @Test(arguments: Way.all)
  func `an object holds nothing that its version does not know`(way: Way) throws {
    let conversion = Conversion(of: way.kind)
    let kind = try ServedKind(definition: way.kind.definition())
    let schema = try #require(kind.version(way.to)?.schema)
    for seed in 1...5 as ClosedRange<UInt64> {
      var random = RandomObject(seed: seed)
      var there = try conversion.convert(random.make(way.kind, in: way.from), to: way.to)
      let dropped = schema.prune(&there)
      #expect(dropped.isEmpty, "seed \(seed): \(dropped)")
    }
  }

  private func difference(_ left: Value, _ right: Value) -> String {
    YAML.text(Losses(from: left, to: right, namespace: nil).value)
      + YAML.text(left["metadata"] ?? [:])
  }
}
