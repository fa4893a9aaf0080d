// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// One call of a resource, as a pack has it.
struct PackCall: Sendable {
  enum Place: Hashable { case read, create, update, delete, also, action }

  let name: String
  let method: String
  let path: Expression?
  let query: Expression?
  let headers: Expression?
  let body: Expression?
  let when: [Check]
  let ok: [Int]
  let absent: [Int]
  /// Whether what was read is sent along.
  let merges: Bool
  let isSecret: Bool

  /// The call where a pack says nothing.
  init(_ place: Place, _ method: String, name: String = "") {
    self.name = name
    self.method = method
    (path, query, headers, body) = (nil, nil, nil, nil)
    (when, ok, absent) = ([], [], [])
    merges = place == .update && method == "PUT"
    isSecret = false
  }

  var expressions: [Expression] {
    [path, query, headers, body].compactMap(\.self) + when.flatMap(\.expressions)
  }

  /// What an answer of a status means: that it worked.
  func accepts(_ status: Int) -> Bool { (200..<300).contains(status) || ok.contains(status) }
  func saysAbsent(_ status: Int) -> Bool { status == 404 || absent.contains(status) }
}

extension PackCall {
  /// The field `key` of a resource; nil where the pack says `never`.
  static func read(
    _ key: String, _ fields: inout Fields, _ method: String
  ) throws(PackError) -> PackCall? {
    let place: Place = ["read": .read, "create": .create, "update": .update][key] ?? .delete
    guard let (value, path) = fields.take(key) else { return PackCall(place, method) }
    if value == "never", place != .read { return nil }
    return try PackCall(fields.document, at: path, place, method, name: nil)
  }

  static func named(_ key: String, _ fields: inout Fields) throws(PackError) -> [PackCall] {
    guard let (value, path) = fields.take(key) else { return [] }
    var calls: [PackCall] = []
    for entry in value.map ?? [:] {
      calls.append(
        try PackCall(
          fields.document, at: path.key(entry.key), .also, "GET", name: entry.key))
    }
    return calls
  }

  static func list(_ key: String, _ fields: inout Fields) throws(PackError) -> [PackCall] {
    guard let (value, path) = fields.take(key) else { return [] }
    var calls: [PackCall] = []
    for index in (value.list ?? []).indices {
      calls.append(
        try PackCall(fields.document, at: path.index(index), .action, "POST", name: nil))
    }
    return calls
  }

  private init(
    _ document: Document, at place: Path, _ kind: Place, _ usual: String, name: String?
  ) throws(PackError) {
    var fields = try Fields(document, at: place)
    self.name =
      if let name { name } else if kind == .action { try fields.need("name") } else { "" }
    method = try fields.text("method") ?? usual
    path = try fields.expression("path")
    query = try fields.expression("query")
    headers = try fields.expression("headers")
    body = try fields.expression("body")
    when =
      kind == .action || kind == .also
      ? try Check.list("when", &fields, mayNamePaths: true) : []
    ok = try fields.numbers("ok")
    absent = try fields.numbers("absent")
    merges =
      kind == .update ? try fields.flag("merge") ?? (method == "PUT" && body == nil) : false
    isSecret = kind == .also ? try fields.flag("secret") ?? false : false
    try fields.finish()
  }
}
