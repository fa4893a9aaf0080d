// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Spawn
import Synchronization
import TestKit
import Testing

struct StreamTests {
  @Test func `a closed standard output is an error`() async throws {
    let output = try await Capctl.bash(#""$0" version >&-; echo $?"#)
    #expect(output.errorText == "error: cannot write to standard output: bad file descriptor\n")
    #expect(output.text == "1\n")
  }

  @Test func `a full disk is an error`() async throws {
    let output = try await Capctl.bash(#""$0" version >/dev/full; echo $?"#)
    #expect(output.errorText == "error: cannot write to standard output: no space left on device\n")
    #expect(output.text == "1\n")
  }

  @Test func `a reader that goes away is met with silence`() async throws {
    try await withTemporaryDirectory { directory in
      // More than a pipe holds.
      let text = String(repeating: "a: b\n", count: 100_000)
      let file = try directory.write(text, to: "t.yaml").path()
      let output = try await Capctl.bash(
        #""$0" generate yaml --from "$1" | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}"#, file)
      #expect(output.errorText == "")
      #expect(output.text == "141\n")
    }
  }

  @Test func `closed streams of every kind do not end in a crash`() async throws {
    let output = try await Capctl.bash(
      #""$0" generate yaml <&-; "$0" genrate 2>&-; echo $?; "$0" version >&- 2>&- <&-; echo $?"#)
    #expect(output.errorText == "error: cannot read standard input: bad file descriptor\n")
    #expect(output.text == "2\n1\n")
  }

  @Test func `an interrupt ends it with 130`() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    defer {
      close(reading)
      close(writing)
    }
    var command = Command(Capctl.path, "generate", "yaml")
    command.input = .descriptor(reading)
    command.accepts = [130]
    command.deadline = .seconds(240)
    let started = Mutex<Int32?>(nil)
    var observer = Command.Observer()
    observer.started = { process in started.withLock { $0 = process } }
    async let output = command.run(observer)
    try await eventually("it reads its input") {
      guard let process = started.withLock({ $0 }) else { return false }
      let call = try String(contentsOfFile: "/proc/\(process)/syscall", encoding: .utf8)
      guard call.hasPrefix("0 0x0 ") else { return false }
      kill(process, SIGINT)
      return true
    }
    #expect(try await output.text == "")
    #expect(try await output.errorText == "")
  }
}
