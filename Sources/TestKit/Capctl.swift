// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Spawn

/// The program under test, which was built beside the tests.
package enum Capctl {
  package static var path: String {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "capctl").path()
  }

  /// Nothing but what is given, and what a sanitizer needs.
  package static func environment(_ variables: [String: String] = [:]) -> Environment {
    .exactly(Sanitizer.settings.merging(variables) { $1 })
  }

  /// Runs it with nothing in its environment but what is given.
  package static func run(
    _ words: String..., input: Input = .nothing, environment: [String: String] = [:]
  ) async throws -> Output {
    try await run(words: words, input: input, environment: environment)
  }

  package static func run(
    words: [String], input: Input = .nothing, environment: [String: String] = [:]
  ) async throws -> Output {
    var command = Command(path, words)
    command.input = input
    command.environment = self.environment(environment)
    command.accepts = Set(0...255)
    command.deadline = .seconds(240)
    return try await command.run()
  }

  /// Runs a line of bash in which `$0` is the program, and `$1` and so on are `arguments`.
  package static func bash(_ line: String, _ arguments: String...) async throws -> Output {
    var command = Command("bash", ["-c", line, path] + arguments)
    command.environment = self.environment()
    command.deadline = .seconds(240)
    return try await command.run()
  }
}
