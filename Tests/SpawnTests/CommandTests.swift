// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import Synchronization
import TestKit
import Testing

struct CommandTests {
  @Test func `both streams are kept apart, and arguments reach the program as they are`()
    async throws
  {
    let command = Command("sh", "-c", #"printf '%s|' "$@"; echo words >&2"#, "sh", "a b", "", "*$x")
    let output = try await command.run()
    #expect(output.text == "a b||*$x|")
    #expect(output.errorText == "words\n")
    #expect(output.exitCode == 0)
  }

  @Test func `a program that reads nothing sees the end of its input`() async throws {
    #expect(try await Command("cat").run().text == "")
  }

  @Test func `bytes are fed through pipes of any size, both ways at once`() async throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var command = Command("cat")
    command.input = .bytes(bytes)
    #expect(try await command.run().bytes == bytes)
  }

  @Test func `a program that does not read what it is fed is no trouble`() async throws {
    var command = Command("true")
    command.input = .bytes([UInt8](repeating: 7, count: 1 << 20))
    #expect(try await command.run().bytes.isEmpty)
  }

  @Test func `a descriptor is read from and stays open`() async throws {
    try await withTemporaryDirectory { directory in
      let file = try directory.write("from a file", to: "input")
      let handle = try FileHandle(forReadingFrom: file)
      var command = Command("cat")
      command.input = .descriptor(handle.fileDescriptor)
      #expect(try await command.run().text == "from a file")
      try handle.seek(toOffset: 0)
      #expect(try handle.readToEnd() == Data("from a file".utf8))
    }
  }

  @Test func `the program runs in the directory it is given`() async throws {
    try await withTemporaryDirectory { directory in
      var command = Command("pwd")
      command.directory = directory.path(percentEncoded: false)
      let expected = directory.resolvingSymlinksInPath().path
      let output = try await command.run()
      #expect(output.text == expected + "\n")
    }
  }

  @Test func `the environment is inherited, extended or replaced`() async throws {
    var command = Command("env")
    let own = try await command.run().text
    #expect(own.contains("PATH="))
    command.environment = .extended(["CAPCTL_A": "1=2", "HOME": nil])
    let extended = try await command.run().text.split(separator: "\n")
    #expect(extended.contains("CAPCTL_A=1=2"))
    #expect(extended.contains { $0.hasPrefix("PATH=") })
    #expect(!extended.contains { $0.hasPrefix("HOME=") })
    command.environment = .exactly(["ONLY": "this"])
    #expect(try await command.run().text == "ONLY=this\n")
  }

  @Test func `a program inherits no descriptor but its three streams`() async throws {
    // Opened without FD_CLOEXEC, as a careless library does.
    let careless = open("/dev/null", O_RDONLY)
    defer { close(careless) }
    let output = try await Command("sh", "-c", "ls /proc/$$/fd").run()
    #expect(output.text.split(separator: "\n") == ["0", "1", "2"])
  }

  @Test func `exit statuses that are accepted are no failure`() async throws {
    var command = Command("sh", "-c", "echo no; exit 1")
    command.accepts = [0, 1]
    let output = try await command.run()
    #expect(output.exitCode == 1)
    #expect(output.text == "no\n")
  }

  @Test func `lines are handed over as they come, the last one without its newline too`()
    async throws
  {
    let lines = Mutex<[Line]>([])
    let command = Command("sh", "-c", "echo one; echo two >&2; printf three")
    let output = try await command.run { line in lines.withLock { $0.append(line) } }
    let seen = lines.withLock { $0 }
    #expect(seen.filter { $0.source == .output }.map(\.text) == ["one", "three"])
    #expect(seen.filter { $0.source == .error }.map(\.text) == ["two"])
    #expect(output.bytes.isEmpty)
  }

  @Test func `a line without an end is handed over in pieces`() async throws {
    let sizes = Mutex<[Int]>([])
    try await _ = Command("head", "-c", "1000000", "/dev/zero").run { line in
      sizes.withLock { $0.append(line.text.utf8.count) }
    }
    let seen = sizes.withLock { $0 }
    #expect(seen.reduce(0, +) == 1_000_000)
    #expect((seen.max() ?? 0) <= 128 << 10)
  }

  @Test func `two hundred programs at once each get their own output`() async throws {
    try await runMany()
  }

  @Test func `no descriptor is left over`() async {
    // In a process of its own, where no other test opens any.
    await #expect(processExitsWith: .success) {
      _ = try await Command("true").run()
      let before = try Memory.openDescriptors()
      try await runMany()
      // Dispatch opens a few for its timers; one for each program would be two hundred.
      try await eventually("they are closed") { try Memory.openDescriptors() < before + 20 }
    }
  }
}

private func runMany() async throws {
  try await withThrowingTaskGroup(of: Bool.self) { group in
    for number in 0..<200 {
      group.addTask {
        var command = Command("cat")
        command.input = .bytes(Array("\(number)".utf8))
        return try await command.run().text == "\(number)"
      }
    }
    for try await isRight in group { #expect(isRight) }
  }
}
