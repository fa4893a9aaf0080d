// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

/// A failure that somebody planted for calls to come.
struct Fault: Sendable {
  private let method: String?
  private let path: String
  private let status: Int
  private let code: String
  private let message: String
  private let retryAfter: String?

  /// How many calls it strikes, and how many it lets by before.
  var times: Int
  private var skips: Int

  /// Whether the call is answered well, and what it starts fails.
  let isForOperations: Bool

  /// Whether the call is carried out before the client hears of a failure.
  let isAnsweredLate: Bool
  private let breaksOff: Bool

  init(_ value: Value) throws {
    let known = [
      "method", "path", "status", "code", "message", "retryAfter", "times", "skip", "operation",
      "late", "breakOff",
    ]
    for key in value.map?.keys ?? [] where !known.contains(key) {
      throw EmulatorError("plant a fault", "there is no field \(key)")
    }
    method = value.text("method")
    path = value.text("path")?.lowercased() ?? ""
    status = Int(value["status"]?.int ?? 500)
    code = value.text("code") ?? "InternalServerError"
    message = value.text("message") ?? "The server encountered an internal error."
    retryAfter = value["retryAfter"]?.int.map(String.init) ?? value.text("retryAfter")
    times = Int(value["times"]?.int ?? 1)
    skips = Int(value["skip"]?.int ?? 0)
    isForOperations = value["operation"]?.bool ?? false
    isAnsweredLate = value["late"]?.bool ?? false
    breaksOff = value["breakOff"]?.bool ?? false
  }

  /// Whether it is meant for a call; paths may be given in part.
  func strikes(_ call: Call) -> Bool {
    times > 0 && (method == nil || method == call.method) && call.path.lowercased().contains(path)
  }

  /// Counts down what it lets by.
  mutating func isDue() -> Bool {
    guard skips > 0 else { return true }
    skips -= 1
    return false
  }

  var error: ARMError { ARMError(status, code, message) }

  var reply: Reply {
    var reply = error.reply
    if let retryAfter { reply.headers["Retry-After"] = retryAfter }
    reply.breaksOff = breaksOff
    return reply
  }
}
