// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Something that Azure is doing.
struct Operation: Sendable {
  enum Verb: Sendable { case put, delete, action }

  let id: String
  let verb: Verb

  /// The key of the resource that it holds, and the id of what was asked for, which may be a part.
  let holds: String
  let asked: ResourceID
  let started: Duration
  let due: Duration

  /// The answer of `Location` when it is done.
  var answer: Value?

  /// Whether something outside has to say that it is done.
  var waits = false
  var error: ARMError?
  var ended: Duration?

  var status: String { ended == nil ? "InProgress" : error == nil ? "Succeeded" : "Failed" }

  func shown(in world: World) -> Value {
    var value: Value = [
      "id": .string(world.path(of: self, "operations")), "name": .string(id),
      "status": .string(status), "startTime": .string(world.time(started)),
    ]
    if let ended { value["endTime"] = .string(world.time(ended)) }
    if let error { value["error"] = error.value }
    if let answer, ended != nil { value["properties"] = ["output": answer] }
    return value
  }
}
