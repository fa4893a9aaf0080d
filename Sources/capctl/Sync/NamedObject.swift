// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Manifest
import Views

/// The one object that a verb is about, as `KIND NAME` or `KIND/NAME`.
struct NamedObject {
  let session: Session
  let target: Target
  let object: Object

  static let arguments = [ThingFlags.thing, Argument("NAME", .oneOrNone)]

  init(_ input: Invocation, _ session: Session, _ verb: String) async throws {
    let parts = try ThingWords(input.arguments).parts
    guard let part = parts.first, parts.count == 1, let name = part.names.first,
      part.names.count == 1
    else {
      throw ViewError(verb, "one object is to be named", hint: "write KIND/NAME")
    }
    self.session = session
    let resource = try await session.kinds.resource(part.kind)
    target = Target(resource, session.namespace, name)
    object = try await session.get(resource, name)
  }

  func patch(_ value: Value) async throws(StatusError) -> Object {
    try await session.call("change \(target.plural)") { () async throws(StatusError) in
      try await session.client.patch(.merge(value), at: target.address)
    }
  }

  func tell(_ words: String) { session.console.tell("\(target.title) \(words)\n") }
}
