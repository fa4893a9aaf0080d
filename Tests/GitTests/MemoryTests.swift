// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import HTTP
import TestKit
import Testing

/// libgit2 1.5.1 loses 74 KiB for each remote that it looks up the usual way.
///
/// Each in a process of its own, where no other test takes memory or opens anything. The slack is for
/// the allocator, which gives nothing back.
@Suite struct MemoryTests {
  @Test func `a thousand polls and fetches of a path leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      try await GitFixture.run { fixture in
        try await fixture.commit(["a": "1"])
        try await checkGrowth(of: fixture.mirror(), rounds: 1000, slack: 2 << 20)
      }
    }
  }

  @Test func `a thousand polls and fetches over https leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      try await GitFixture.run { fixture in
        try await fixture.commit(["a": "1"])
        let ca = try await TestCA(in: fixture.directory)
        var options = WebServer.Options()
        options.repositories = fixture.directory
        options.identity = try await ca.issue()
        try await WebServer.run(options) { server in
          var remote = Remote(try GitURL("\(server.url)/git/origin.git"))
          remote.certificateAuthority = try String(contentsOf: ca.certificate, encoding: .utf8)
          try await checkGrowth(of: fixture.mirror(of: remote), rounds: 1000, slack: 2 << 20)
        }
      }
    }
  }

  @Test func `polls over ssh leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      try await SSHServer.run { server in
        try await GitFixture.run { fixture in
          try await fixture.commit(["a": "1"])
          let url = "ssh://\(server.user)@localhost:\(server.port)\(fixture.origin.path)"
          let remote = Remote(try GitURL(url), identity: try server.login())
          try await checkGrowth(of: fixture.mirror(of: remote), rounds: 20, slack: 1 << 20)
        }
      }
    }
  }
}

private func checkGrowth(of mirror: Mirror, rounds: Int, slack: Int) async throws {
  for _ in 0..<(rounds / 10) { try await use(mirror) }
  let memory = try Memory.resident()
  let descriptors = try Memory.openDescriptors()
  for _ in 0..<rounds { try await use(mirror) }
  let growth = try Memory.resident() - memory
  // Sanitizers keep what was freed; they look for leaks themselves.
  guard growth < slack || Sanitizer.isOn else {
    throw TestFailure("keep the memory", "it grew by \(growth) bytes in \(rounds) rounds")
  }
  try await eventually("descriptors are closed") {
    try Memory.openDescriptors() <= descriptors + 4
  }
}

/// A round is what a source does each minute: nearly always one poll, sometimes a fetch.
private func use(_ mirror: Mirror) async throws {
  let refs = try await mirror.poll()
  _ = try await mirror.fetch()
  let commit = try await mirror.contents.resolve(.head)
  guard refs.commit(.head) == commit else { throw TestFailure("poll", "\(refs)") }
}
