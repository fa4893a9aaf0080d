// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct YAMLReaderTests {
  @Test(
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("nULL", "nULL"), ("=", "="),
      ("y", true), ("Y", true), ("yes", true), ("ON", true), ("True", true), ("tRUE", "tRUE"),
      ("n", false), ("No", false), ("off", false), ("FALSE", false), ("yES", "yES"),
      ("0", 0), ("-0", 0), ("+12", 12), ("1_000", 1000), ("0777", 511), ("-0777", -511), ("08", 8),
      ("0o777", 511), ("0o8", "0o8"), ("0x_1F", 31), ("-0x1f", -31), ("0b101", 5), ("0b12", "0b12"),
      ("9223372036854775807", .int(.max)), ("9223372036854775808", .double(9223372036854775808)),
      ("0xFFFFFFFFFFFFFFFF", .double(18_446_744_073_709_551_616)),
      ("0x1FFFFFFFFFFFFFFFF", "0x1FFFFFFFFFFFFFFFF"), ("1e18", 1_000_000_000_000_000_000),
      ("1.0", 1), ("1.", 1), ("1e3", 1000), ("1e20", .double(1e20)), ("-0.0", 0),
      (".5", .double(0.5)), ("+.5", .double(0.5)), (".5_0", .double(0.5)), ("._5", "._5"),
      ("1e400", "1e400"), ("1e", "1e"), (".", "."), ("1:30", "1:30"), ("<<", "<<"),
      ("2001-01-01", "2001-01-01"), ("2001-01-01T10:20:30Z", "2001-01-01T10:20:30Z"),
    ] as [(String, Value)])
  func `a plain scalar means what it means to kubectl`(text: String, value: Value) throws {
    #expect(try YAML.parse("a: \(text)") == ["a": value])
  }

  @Test(
    arguments: [
      ("'1'", "1"), ("\"yes\"", "yes"), ("'it''s'", "it's"),
      (#""a\tb\x41\u00e9\U0001F600""#, "a\tbAé😀"),
      ("!!str 12", "12"), ("!!int \"12\"", 12), ("!!float 2", 2), ("!!float 2.5", .double(2.5)),
      ("!!bool \"yes\"", true), ("!!null ''", .null), ("!other 12", "12"),
      ("!!binary aGVsbG8=", "hello"),
      ("!!timestamp 2001-01-01", "2001-01-01"), ("!!set {x: ~}", ["x": .null]),
      ("|\n  x\n   y\n\n  z\n", "x\n y\n\nz\n"), ("|-\n  x\n", "x"), ("|+\n  x\n\n", "x\n\n"),
      (">\n  x\n  y\n\n  z\n", "x y\nz\n"), ("|2\n    x\n", "  x\n"), ("x\n  y\n", "x y"),
      ("[1, [x, {w: z}], ]", [1, ["x", ["w": "z"]]]),
      ("{x: , w: 2, \"z\":3}", ["x": .null, "w": 2, "z": 3]),
    ] as [(String, Value)])
  func `a value is read`(text: String, value: Value) throws {
    #expect(try YAML.parse("a: \(text)") == ["a": value])
    let windows = text.replacing("\n", with: "\r\n")
    #expect(try YAML.parse("a: \(windows)") == ["a": value])
  }

  @Test(arguments: [
    ("1", "1"), ("0x10", "16"), ("yes", "true"), ("Off", "false"), ("1.50", "1.5"),
    ("1e30", "1e+30"),
    ("1234567.5", "1.2345675e+06"), ("1.23456789012345", "1.2345679"), (".inf", ".inf"),
    ("-.Inf", "-.inf"), (".NaN", ".nan"), ("2001-01-01", "2001-01-01"), ("'1'", "1"),
    ("\"<<\"", "<<"),
    ("!!str yes", "yes"), ("&x k", "k"),
  ])
  func `a key becomes a string`(key: String, name: String) throws {
    #expect(try YAML.parse("\(key): 1") == .map([name: 1]))
  }

  @Test func `an alias stands for what its anchor names`() throws {
    let value = try YAML.parse("a: &x {b: [1, &y two]}\nc: *x\nd: [*y, *x]\n*y : e\n&x f: *x\n")
    let x: Value = ["b": [1, "two"]]
    #expect(value == ["a": x, "c": x, "d": ["two", x], "two": "e", "f": "f"])
  }

  @Test func `merged entries take the place of those before them, as with kubectl`() throws {
    let value = try YAML.parse(
      """
      base: &b {x: 1, y1: 2}
      other: &o {x: 3, z: 4}
      after: {x: 0, <<: *b, y1: 5}
      list: {<<: [*b, *o, {w: 6}], w: 7}
      tagged: {!!merge k: *o}
      plain: {"<<": 1}
      """)
    #expect(value["after"] == ["x": 1, "y1": 5])
    #expect(value["list"] == ["x": 1, "y1": 2, "z": 4, "w": 7])
    #expect(value["tagged"] == ["x": 3, "z": 4])
    #expect(value["plain"] == ["<<": 1])
  }

  @Test func `entries keep their order`() throws {
    let value = try YAML.parse("z: 1\na: {q: 1, p: 2}\nm: 3\n")
    #expect(value.map?.keys == ["z", "a", "m"])
    #expect(value["a"]?.map?.keys == ["q", "p"])
  }

  @Test(arguments: [
    "%YAML 1.1\n---\na: 1\n", "# x\n%YAML 1.2\n# y\n--- # z\na: 1\n...\n", "--- {a: 1}",
    "---\t\na: 1",
  ])
  func `directives and markers are no part of the value`(text: String) throws {
    #expect(try YAML.parse(text) == ["a": 1])
  }

  @Test func `one document is one document`() {
    #expect(
      mistake { try YAML.parse("a: 1\n---\nb: 2\n") }
        == "cannot parse YAML:3:1: a second document, where one is wanted")
  }

  @Test(arguments: [
    ("yes", "yes"), ("Off", "Off"), ("n", "n"), ("2001-01-01", "2001-01-01T00:00:00Z"),
    ("2001-1-2", "2001-01-02T00:00:00Z"),
    ("2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.1-05:00"),
    ("2001-12-14 21:59:43", "2001-12-14T21:59:43Z"), ("\"2001-01-01\"", "2001-01-01"),
  ])
  func `kustomize takes fewer words for booleans, and writes dates out`(
    _ written: String, _ meant: String
  ) throws {
    let source = Source(
      "a.yaml", bytes: Array("\(written): \(written)\n".utf8), dialect: .kustomize)
    let values = try source.values()
    #expect(values.first?.map?.entries.first?.value == .string(meant))
    #expect(values.first?.map?.keys == [written.replacing("\"", with: "")])
  }
}
