// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

extension PackResource {
  init(_ fields: inout Fields, comparesWithoutCase: Bool) throws(PackError) {
    path = fields.path
    name = try fields.need("name")
    guard let at = try fields.expression("at") else {
      throw fields.error(path, "the field at is missing")
    }
    self.at = at
    id = try fields.expression("id")
    hook = try fields.text("hook")
    query = try Self.query(&fields)
    headers = try fields.expression("headers")
    when = try Check.list("when", &fields, mayNamePaths: false)
    waitFor = try Check.list("waitFor", &fields, mayNamePaths: false)
    forEach = try fields.expression("forEach")
    key = try fields.expression("key")
    body = try fields.expression("body")
    read = try PackCall.read("read", &fields, "GET") ?? PackCall(.read, "GET")
    create = try PackCall.read("create", &fields, "PUT")
    update = try PackCall.read("update", &fields, "PUT")
    delete = try PackCall.read("delete", &fields, "DELETE")
    also = try PackCall.named("also", &fields)
    actions = try PackCall.list("actions", &fields)
    observe = try fields.expression("observe")
    rules = ComparisonRules(
      keys: try FieldPattern.keys("keys", &fields),
      ignored: try FieldPattern.list("ignore", &fields),
      untold: try FieldPattern.list("writeOnly", &fields),
      inAnyCase: try FieldPattern.list("anyCase", &fields),
      comparesWithoutCase: comparesWithoutCase)
    readOnly = try FieldPattern.list("readOnly", &fields)
    immutable = try FieldPattern.list("immutable", &fields)
    tells = try FieldPattern.list("tells", &fields)
    lock = try fields.expression("lock")
    owned = try Self.ownership(&fields)
    usesForeign = try fields.choice("foreign", Foreign.self) == .use
    whenLost = try fields.choice("lost", Lost.self) ?? .asDrift
    after = try fields.texts("after")
    uses = try fields.texts("uses")
    deletedWith = try fields.text("deletedWith")
    ready = try Check.list("ready", &fields, mayNamePaths: true)
    failed = try Check.list("failed", &fields, mayNamePaths: true)
    repairs = try fields.flag("repair") ?? false
    message = try fields.expression("message")
    outputs = try fields.expressions("outputs")
  }

  /// `apiVersion` is short for an entry of the query.
  private static func query(_ fields: inout Fields) throws(PackError) -> Expression? {
    let version = fields.take("apiVersion")
    guard var (query, path) = fields.take("query") ?? version.map({ ([:], $0.path) }) else {
      return nil
    }
    guard query.map != nil else { throw fields.error(path, "a map is wanted") }
    if let version {
      path = version.path
      query["api-version"] = version.value
    }
    return try fields.expression(query, at: path)
  }

  private static func ownership(_ fields: inout Fields) throws(PackError) -> Ownership {
    guard let (_, path) = fields.take("owned") else { return .remembered }
    var one = try Fields(fields.document, at: path)
    if let other = try one.text("by") {
      try one.finish()
      return .like(other)
    }
    let place = FieldPattern(try one.need("path"))
    let bodyPlace = try one.text("bodyPath").map { FieldPattern($0) } ?? place
    guard let marks = try one.expression("marks") else {
      throw one.error(path, "the field marks is missing")
    }
    try one.finish()
    return .marked(path: place, bodyPath: bodyPlace, marks: marks)
  }
}
