// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

/// A call that came, and how it was answered.
struct JournalEntry: Sendable {
  let value: Value

  init(_ call: Call, _ reply: Reply, at now: Duration) {
    var value: Value = [
      "method": .string(call.method), "path": .string(call.path),
      "status": .int(Int64(reply.status)), "at": .double(now.inSeconds),
    ]
    if let version = call.apiVersion { value["apiVersion"] = .string(version) }
    if let condition = call.headers["If-Match"] { value["ifMatch"] = .string(condition) }
    if let id = ResourceID(call.path) { value["type"] = .string(id.type) }
    // Sign-in carries secrets, and no JSON.
    if call.isWrite, !call.body.isEmpty, let body = try? JSON.parse(call.body) {
      value["body"] = body
    }
    self.value = value
  }
}
