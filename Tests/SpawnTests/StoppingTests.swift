// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import Spawn
import Synchronization
import TestKit
import Testing

struct StoppingTests {
  /// A shell that ignores SIGTERM, has a child that does so too, and writes both process ids.
  private static let stubborn = "trap '' TERM; sleep 1000 & echo $$ $!; wait; wait; sleep 1000"

  private func isAlive(_ process: Int32) -> Bool {
    // Who has ended, and whom nobody has waited for, is a zombie: not alive.
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return false
    }
    return !stat.contains(") Z ")
  }

  private func outcome(of command: Command) async -> (error: SpawnError?, lines: [String]) {
    let lines = Mutex<[String]>([])
    do throws(SpawnError) {
      _ = try await command.run { line in lines.withLock { $0.append(line.text) } }
      return (nil, lines.withLock { $0 })
    } catch {
      return (error, lines.withLock { $0 })
    }
  }

  private func processes(in lines: [String]) -> [Int32] {
    lines.flatMap { $0.split(separator: " ").compactMap { Int32($0) } }
  }

  @Test func `a deadline kills the program and its children, though they ignore SIGTERM`()
    async throws
  {
    var command = Command("bash", "-c", Self.stubborn)
    command.deadline = .milliseconds(300)
    command.grace = .milliseconds(200)
    let started = ContinuousClock.now
    let (error, lines) = await outcome(of: command)
    #expect(error?.kind == .deadline)
    #expect(error?.cause.hasPrefix("not finished after 0.3 seconds") == true)
    #expect(ContinuousClock.now - started < .seconds(500))
    let ids = processes(in: lines)
    #expect(ids.count == 2)
    // Both were sent SIGKILL; the kernel ends who is not our own child in its own time.
    try await eventually("both have ended") { !ids.contains(where: isAlive) }
  }

  @Test func `a program may clean up between SIGTERM and SIGKILL`() async throws {
    var command = Command("bash", "-c", "trap 'echo cleaned; exit 7' TERM; sleep 1000 & wait")
    command.deadline = .milliseconds(300)
    let (error, lines) = await outcome(of: command)
    #expect(error?.kind == .deadline)
    #expect(lines == ["cleaned"])
  }

  @Test func `cancelling the task stops the program`() async throws {
    try await withTemporaryDirectory { directory in
      let marker = directory.appending(path: "started").path
      let command = Command(
        "sh", "-c", "echo $$ > \(marker).new; mv \(marker).new \(marker); sleep 1000")
      let running = Task { try await command.run() }
      try await eventually("the program starts") { FileManager.default.fileExists(atPath: marker) }
      let ids = processes(in: [
        try String(contentsOfFile: marker, encoding: .utf8)
          .trimmingCharacters(in: .newlines)
      ])
      running.cancel()
      let error = await #expect(throws: SpawnError.self) { try await running.value }
      #expect(error?.kind == .cancelled)
      #expect(ids.count == 1)
      try await eventually("it has ended") { !ids.contains(where: isAlive) }
    }
  }

  @Test func `a task that is cancelled already starts nothing`() async throws {
    try await withTemporaryDirectory { directory in
      let marker = directory.appending(path: "started").path
      let running = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await Command("touch", marker).run()
      }
      let error = await #expect(throws: SpawnError.self) { try await running.value }
      #expect(error?.description == "cannot run touch \(marker): cancelled")
      #expect(!FileManager.default.fileExists(atPath: marker))
    }
  }

  @Test func `what a program leaves behind ends with it, and is not waited for`() async throws {
    let started = ContinuousClock.now
    let output = try await Command("sh", "-c", "sleep 1000 & echo $!").run()
    #expect(ContinuousClock.now - started < .seconds(500))
    let ids = processes(in: output.text.split(separator: "\n").map(String.init))
    #expect(ids.count == 1)
    try await eventually("the sleeper ends") { !ids.contains(where: isAlive) }
  }

  @Test func `a process that got away with our pipes is not waited for`() async throws {
    let output = try await Command("sh", "-c", "setsid sleep 1000 & echo $!").run()
    let ids = processes(in: output.text.split(separator: "\n").map(String.init))
    #expect(ids.count == 1)
    for id in ids { kill(id, SIGKILL) }
  }
}
