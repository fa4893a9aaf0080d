// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Nodes

struct ConsoleLogTests {
  private static let boot =
    "node: detected cgroup v1\r\n[\u{1b}[0;32m  OK  \u{1b}[0m] Reached target "
    + "\u{1b}[0;1;39mmulti-user.target\u{1b}[0m - Multi-User System.\r\n"

  @Test(arguments: [1, 2, 7, 200]) func `services are up when systemd says so`(size: Int) {
    let bytes = Array(Self.boot.utf8)
    var log = ConsoleLog()
    for start in stride(from: 0, to: bytes.count, by: size) {
      #expect(!log.isUp)
      log.add(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(log.isUp)
    #expect(
      log.tail
        == "node: detected cgroup v1 / [  OK  ] Reached target multi-user.target - Multi-User System."
    )
  }

  @Test func `a terminal that says nothing says so`() {
    var log = ConsoleLog()
    log.add(Array("\r\n".utf8))
    #expect(!log.isUp)
    #expect(log.tail == "nothing")
    log.add(Array("Failed to create control group inotify object: Too many open files".utf8))
    #expect(log.tail == "Failed to create control group inotify object: Too many open files")
  }
}
