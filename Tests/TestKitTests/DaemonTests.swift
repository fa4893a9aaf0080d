// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

struct DaemonTests {
  @Test func `a daemon runs beside the body and ends with it`() async throws {
    let port = try freePort()
    let command = Command("python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "\(port)")
    let process = try await Daemon.run(command, until: .accepts(port: port)) { daemon in
      #expect(kill(daemon.process, 0) == 0)
      return daemon.process
    }
    #expect(kill(process, 0) == -1)
    #expect(!accepts(port: port))
  }

  @Test func `a daemon ends where the body fails`() async throws {
    struct Stop: Error { let process: Int32 }
    let stop = await #expect(throws: Stop.self) {
      try await Daemon.run(Command("sh", "-c", "echo ready; sleep 1000"), until: .wrote("ready")) {
        throw Stop(process: $0.process)
      }
    }
    #expect(kill(stop?.process ?? 0, 0) == -1)
  }

  @Test func `one that does not start shows what it wrote`() async throws {
    let command = Command("sh", "-c", "echo reading; echo bad option >&2; exit 2")
    let error = await #expect(throws: TestFailure.self) {
      try await Daemon.run(command, until: .exists(path: "/nowhere")) { _ in }
    }
    #expect(error?.cause.contains("exit status 2: bad option") == true)
    #expect(error?.cause.contains("reading") == true)
  }

  @Test func `one that never becomes ready is ended`() async throws {
    let error = await #expect(throws: TestFailure.self) {
      try await Daemon.run(
        Command("sleep", "1000"), until: .exists(path: "/nowhere"), within: .milliseconds(100)
      ) { _ in }
    }
    #expect(error?.description == "cannot start sleep 1000: not ready after 0.1 seconds")
  }

  @Test func `a daemon ends where the tests are killed`() async throws {
    let result = await #expect(
      processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
    ) {
      try await Daemon.run(
        Command("sh", "-c", "echo ready; exec sleep 1000"), until: .wrote("ready")
      ) {
        FileHandle.standardOutput.write(Data("process=\($0.process);".utf8))
        kill(getpid(), SIGKILL)
      }
    }
    let text = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let number = try #require(text.split(separator: "process=").last?.split(separator: ";").first)
    let process = try #require(Int32(number))
    try await eventually("it ends") { kill(process, 0) == -1 }
  }
}
