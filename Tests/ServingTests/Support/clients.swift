// SPDX-License-Identifier: Apache-2.0

import Spawn
import Synchronization
import TestKit

/// What curl prints. It fails where curl does, but not for a status that is no success.
func curl(_ arguments: String...) async throws -> String {
  try await Command(
    try Part.path("curl"),
    ["--silent", "--show-error", "--max-time", "120", "--noproxy", "*"] + arguments
  ).run().text
}

/// What a Python program prints.
func python(_ program: String, _ arguments: String...) async throws -> String {
  try await python(program, arguments: arguments)
}

func python(_ program: String, arguments: [String]) async throws -> String {
  try await Command(try Part.path("python3"), ["-c", program] + arguments).run().text
}

/// Something that a handler hands to its test.
final class Box<Value: Sendable>: Sendable {
  private let content = Mutex<Value?>(nil)

  var value: Value? { content.withLock { $0 } }

  func put(_ value: Value) { content.withLock { $0 = value } }
}
