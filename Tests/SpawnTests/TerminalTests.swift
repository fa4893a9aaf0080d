// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// Programs that a person works with. That they have the terminal is seen where `capctl edit` is tested.
struct TerminalTests {
  @Test(arguments: [
    ("exit 0", Status.exited(0)), ("exit 7", .exited(7)), ("kill -TERM $$", .killed(signal: 15)),
  ])
  func `it is told how the program ended`(_ script: String, _ status: Status) async throws {
    #expect(try await Command("sh", "-c", script).runOnTerminal() == status)
  }

  @Test func `the program stays in our group, and has the environment and folder that it is given`()
    async throws
  {
    try await withTemporaryDirectory { folder in
      let script = """
        for process in $$ "$OURS"; do sed 's/.*) //' "/proc/$process/stat" | cut -d' ' -f3; done |
          sort -u >groups
        pwd >place
        """
      var command = Command("sh", "-c", script)
      command.directory = folder.path
      command.environment = .extended(["OURS": "\(ProcessInfo.processInfo.processIdentifier)"])
      #expect(try await command.runOnTerminal() == .exited(0))
      let groups = try String(contentsOf: folder.appending(path: "groups"), encoding: .utf8)
      #expect(groups.split(separator: "\n").count == 1, "\(groups)")
      let place = try String(contentsOf: folder.appending(path: "place"), encoding: .utf8)
      #expect(place == folder.resolvingSymlinksInPath().path + "\n")
    }
  }

  @Test func `a program that is not there is an error`() async throws {
    await #expect(throws: SpawnError.self) { try await Command("nowhere-at-all").runOnTerminal() }
  }
}
