// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTP
import Serving
import TestKit
import Testing

/// What many clients cost. In processes of their own, where no other test opens or allocates; one
/// after the other, because the test runner blocks one of Swift's few threads for each.
@Suite(.serialized) struct ManyClientsTests {
  @Test func `a thousand clients get every event, made once`() async {
    await #expect(processExitsWith: .success) {
      try allowDescriptors(4096)
      let hub = Hub()
      try await withUnixServer { _ in
        hub.stream
      } _: { address in
        let clients = try await watch(hub, 1000, at: address)
        let events = (0..<20).map { "event \($0) \(String(repeating: "x", count: 2000))" }
        for event in events { hub.send(StreamChunk(Array(event.utf8))) }
        hub.finish()
        let expected = events.map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined()
        for client in clients {
          let text = try await client.read(until: "0\r\n\r\n")
          guard text.hasSuffix("\r\n\r\n\(expected)0\r\n\r\n") else {
            throw TestFailure("read every event", "there are others")
          }
        }
      }
    }
  }

  @Test func `a thousand idle streams over a unix socket cost less than 50 MB`() async {
    await #expect(processExitsWith: .success) {
      try allowDescriptors(4096)
      let hub = Hub()
      let before = try Memory.resident()
      try await withUnixServer { _ in
        hub.stream
      } _: { address in
        let clients = try await watch(hub, 1000, at: address)
        let cost = try Memory.resident() - before
        guard Sanitizer.isOn || cost < 50 << 20 else {
          throw TestFailure("see little memory", "\(cost) bytes")
        }
        withExtendedLifetime(clients) {}
      }
    }
  }

  @Test func `ten thousand requests leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      try await withUnixServer(echo) { address in
        try await ask(500, at: address)
        let memory = try Memory.resident()
        let descriptors = try Memory.openDescriptors()
        try await ask(10_000, at: address)
        try await eventually("descriptors are closed") {
          try Memory.openDescriptors() < descriptors + 20
        }
        let growth = try Memory.resident() - memory
        guard Sanitizer.isOn || growth < 4 << 20 else {
          throw TestFailure("see no growth", "\(growth) bytes")
        }
      }
    }
  }

  @Test func `clients that go in the midst of things leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      try await withUnixServer(echo) { address in
        let before = try Memory.openDescriptors()
        for text in ["", "G", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"] {
          for _ in 0..<100 {
            let client = try RawClient(address)
            client.send(text)
          }
        }
        try await eventually("their descriptors are closed") {
          try Memory.openDescriptors() < before + 20
        }
      }
    }
  }
}

private func withUnixServer(
  _ handler: @escaping HTTPServer.Handler, _ body: (ListenAddress) async throws -> Void
) async throws {
  try await withTemporaryDirectory { directory in
    let path = directory.appending(path: "s").path
    try await withServer(at: .unix(path), handler: handler) { try await body($1) }
  }
}

/// As many clients as asked for, each with an open stream.
private func watch(_ hub: Hub, _ count: Int, at address: ListenAddress) async throws -> [RawClient]
{
  let clients = try (0..<count).map { _ in try RawClient(address) }
  for client in clients { client.get("/watch") }
  try await eventually("all watch") { hub.count == count }
  return clients
}

/// Every tenth request has a connection of its own; the others share one.
private func ask(_ count: Int, at address: ListenAddress) async throws {
  let kept = try RawClient(address)
  for number in 0..<count {
    let client = number % 10 == 0 ? try RawClient(address) : kept
    client.send("PUT /\(number) HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
    let answer = try await client.readAnswer()
    guard answer == (200, "PUT /\(number) [] body") else {
      throw TestFailure("read answer \(number)", "\(answer)")
    }
  }
}

/// A sanitizer keeps what was freed.

/// Raises how many descriptors this process may open.
private func allowDescriptors(_ count: Int) throws {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, rlim_t(count)))
  guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur >= count
  else { throw TestFailure("open \(count) descriptors", "the limit is \(limit.rlim_max)") }
}
