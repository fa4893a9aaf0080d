// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import Packs

struct ComparisonTests {
  /// What is wanted, what was asked for last, what is there, and what that comes to.
  @Test(
    arguments: [
      ("{a: 1}", "{a: 1}", "{a: 1, b: 2}", "same"),
      ("{a: 2}", "{a: 1}", "{a: 1}", "change a"),
      ("{a: 1}", "{a: 1}", "{a: 2}", "drift a"),
      ("{a: 2}", "{a: 1}", "{a: 2}", "same"),
      ("{a: 1}", "null", "{a: 2}", "change a"),
      ("{a: 1}", "{a: 1, b: 2}", "{a: 1, b: 2}", "change b"),
      ("{a: 1}", "{a: 1, b: 2}", "{a: 1}", "same"),
      ("{a: {b: {c: 1}}}", "{a: {b: {c: 1}}}", "{a: {b: {c: 2, d: 3}}}", "drift a.b.c"),
      ("{a: {}}", "{a: {}}", "{}", "same"),
      ("{a: []}", "{a: []}", "{}", "same"),
      ("{a: [1, 2]}", "{a: [1, 2]}", "{a: [1]}", "drift a"),
      ("{a: [{x: 1}]}", "{a: [{x: 1}]}", "{a: [{x: 1, y: 2}]}", "same"),
      ("{a: 1}", "{a: 1}", "{a: 1.0}", "same"),
      ("{i: /A/b}", "{i: /A/b}", "{i: /a/B}", "same"),
      ("{i: A}", "{i: A}", "{i: a}", "drift i"),
      // Rules of others stay, ours that are not wanted any more go.
      ("{r: [{k: x, p: 1}]}", "{r: [{k: x, p: 1}]}", "{r: [{k: y}, {k: x, p: 1}]}", "same"),
      (
        "{r: [{k: x, p: 2}]}", "{r: [{k: x, p: 1}, {k: z}]}", "{r: [{k: z}, {k: x, p: 1}]}",
        "change r[x].p, r[z]"
      ),
      ("{r: [{k: x}]}", "{r: [{k: x}]}", "{r: []}", "drift r[x]"),
      // Nobody compares these.
      ("{free: 1}", "{free: 1}", "{free: 2}", "same"),
      ("{secret: b}", "{secret: a}", "{}", "change secret"),
      ("{secret: b}", "{secret: b}", "{}", "same"),
      ("{secret: b}", "null", "{}", "same"),
      ("{size: Large}", "{size: Large}", "{size: large}", "same"),
      ("{size: Large}", "{size: Large}", "{size: small}", "drift size"),
    ])
  func `three states are compared`(
    _ wanted: String, _ last: String, _ actual: String, _ expected: String
  ) throws {
    let rules = ComparisonRules(
      keys: [FieldPattern("r"): "k"], ignored: [FieldPattern("free")],
      untold: [FieldPattern("secret")], inAnyCase: [FieldPattern("size")],
      comparesWithoutCase: true)
    let wanted = try YAML.parse(wanted)
    let last = try YAML.parse(last)
    let verdict = Comparison(rules: rules).verdict(
      wanted: wanted, plain: wanted, last: last.isNull ? Value?.none : last,
      actual: try YAML.parse(actual))
    let said =
      switch verdict {
      case .same: "same"
      case .change(let differences):
        "change " + differences.map(\.place).sorted().joined(separator: ", ")
      case .drift(let differences):
        "drift " + differences.map(\.place).sorted().joined(separator: ", ")
      }
    #expect(said == expected)
  }

  @Test(
    arguments: [
      ("{a: 1}", "null", "{a: 2, b: 3}", "{a: 1, b: 3}"),
      ("{a: 1}", "{a: 1, b: 3}", "{a: 2, b: 3, c: 4}", "{a: 1, c: 4}"),
      ("{m: {x: 1}}", "{m: {y: 2}}", "{m: {y: 2, z: 3}}", "{m: {z: 3, x: 1}}"),
      ("{l: [1]}", "null", "{l: [2, 3]}", "{l: [1]}"),
      (
        "{r: [{k: x, p: 2}, {k: w}]}", "{r: [{k: z}]}", "{r: [{k: y}, {k: z}, {k: x, p: 1, q: 1}]}",
        "{r: [{k: y}, {k: x, p: 2, q: 1}, {k: w}]}"
      ),
    ])
  func `a body keeps what is nobody's of ours`(
    _ wanted: String, _ last: String, _ actual: String, _ expected: String
  ) throws {
    let last = try YAML.parse(last)
    let merged = Merge(rules: ComparisonRules(keys: [FieldPattern("r"): "k"])).merged(
      wanted: try YAML.parse(wanted), last: last.isNull ? Value?.none : last,
      over: try YAML.parse(actual))
    #expect(merged == (try YAML.parse(expected)))
  }
}
