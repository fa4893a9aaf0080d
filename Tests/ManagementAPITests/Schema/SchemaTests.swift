// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

struct SchemaTests {
  static let pool: Value = [
    "type": "object",
    "properties": [
      "spec": [
        "type": "object", "required": ["flavor"],
        "properties": [
          "replicas": ["type": "integer", "minimum": 0, "maximum": 10, "default": 1],
          "flavor": ["type": "string", "enum": ["small", "large"]],
          "name": ["type": "string", "pattern": "^[a-z]+$", "maxLength": 5],
          "port": ["x-kubernetes-int-or-string": true],
          "at": ["type": "string", "format": "date-time", "nullable": true],
          "labels": ["type": "object", "additionalProperties": ["type": "string"]],
          "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
          "disks": [
            "type": "array", "maxItems": 3, "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            "items": [
              "type": "object", "required": ["name"],
              "properties": [
                "name": ["type": "string"], "size": ["type": "integer", "default": 8],
              ],
            ],
          ],
        ],
        "anyOf": [["required": ["name"]], ["required": ["replicas"]]],
      ]
    ],
  ]

  private func errors(_ spec: String) throws -> [String] {
    let value: Value = ["spec": try JSON.parse(spec)]
    return try Schema(Self.pool).errors(in: value).map(\.description)
  }

  private static let misfits: [(spec: String, message: String)] = [
    (
      #"{"replicas": "3", "flavor": "small"}"#,
      #"spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string""#
    ),
    (
      #"{"replicas": -1, "flavor": "small"}"#,
      "spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0"
    ),
    (
      #"{"replicas": 11, "flavor": "small"}"#,
      "spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10"
    ),
    (#"{"replicas": 1}"#, "spec.flavor: Required value"),
    (
      #"{"replicas": 1, "flavor": "huge"}"#,
      #"spec.flavor: Unsupported value: "huge": supported values: "small", "large""#
    ),
    (
      #"{"name": "A", "flavor": "small"}"#,
      #"spec.name: Invalid value: "A": spec.name in body should match '^[a-z]+$'"#
    ),
    (
      #"{"replicas": 1, "flavor": "small", "port": true}"#,
      #"spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean""#
    ),
    (
      #"{"replicas": 1, "flavor": "small", "at": "noon"}"#,
      #"spec.at: Invalid value: "noon": spec.at in body must be of type date-time: "noon""#
    ),
    (
      #"{"replicas": 1, "flavor": "small", "labels": {"a": 1}}"#,
      #"spec.labels.a: Invalid value: "integer": spec.labels.a in body must be of type string: "integer""#
    ),
    (
      #"{"replicas": 1, "flavor": "small", "disks": [{"name": "a"}, {"name": "a"}]}"#,
      #"spec.disks[1]: Duplicate value: "map""#
    ),
    (
      #"{"flavor": "small"}"#,
      #"spec: Invalid value: "map": spec in body must validate at least one schema (anyOf)"#
    ),
    (
      #"{"replicas": null, "flavor": "small"}"#,
      #"spec.replicas: Invalid value: "null": spec.replicas in body must be of type integer: "null""#
    ),
  ]

  @Test(arguments: misfits)
  func `what does not fit is said as kube-apiserver says it`(spec: String, message: String) throws {
    #expect(try errors(spec) == [message])
  }

  @Test func `what fits passes`() throws {
    let spec = #"""
      {"replicas": 3.0, "flavor": "large", "name": "abc", "port": "http", "at": null,
       "labels": {"a": "b"}, "disks": [{"name": "a"}, {"name": "b"}]}
      """#
    #expect(try errors(spec) == [])
  }

  @Test func `defaults fill what is missing, at every depth`() throws {
    var value: Value = ["spec": ["disks": [["name": "a"], ["name": "b", "size": 3]]]]
    try Schema(Self.pool).applyDefaults(to: &value)
    #expect(
      value == [
        "spec": ["replicas": 1, "disks": [["name": "a", "size": 8], ["name": "b", "size": 3]]]
      ])
  }

  @Test func `what the schema does not know is taken out, and named`() throws {
    var value: Value = [
      "apiVersion": "v1", "metadata": ["name": "x"], "extra": 1,
      "spec": [
        "flavour": "s", "free": ["any": ["thing": 1]], "labels": ["a": "b"],
        "disks": [["name": "a", "color": "red"]],
      ],
    ]
    let dropped = try Schema(Self.pool).prune(&value)
    #expect(dropped.map(\.description) == ["extra", "spec.flavour", "spec.disks[0].color"])
    #expect(
      value == [
        "apiVersion": "v1", "metadata": ["name": "x"],
        "spec": ["free": ["any": ["thing": 1]], "labels": ["a": "b"], "disks": [["name": "a"]]],
      ])
  }

  private static let noSchemas: [(source: String, path: String, cause: String)] = [
    (
      #"{"type": "object", "properties": {"a": {}}}"#, "properties.a.type",
      "must not be empty for specified object fields"
    ),
    (#"{"type": "strange"}"#, "type", #""strange" is no type"#),
    (#"{"type": "array"}"#, "items", "must be specified for an array"),
    (#"{"type": "string", "pattern": "["}"#, "pattern", #""[" is no regular expression"#),
    (
      #"{"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "map"}"#,
      "x-kubernetes-list-map-keys", "must not be empty if the list type is map"
    ),
  ]

  @Test(arguments: noSchemas)
  func `what is no schema is refused`(source: String, path: String, cause: String) throws {
    let source = try JSON.parse(source)
    #expect {
      try Schema(source)
    } throws: { error in
      let error = error as? SchemaError
      return error?.path.description == path && error?.cause == cause
    }
  }
}
