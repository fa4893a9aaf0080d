// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTP
import Manifest
import TestKit
import Testing

/// The server is killed at random moments under writers: what it acknowledged is there afterwards.
struct CrashTests {
  private static let writers = 16
  private static let path = "/api/v1/namespaces/default/configmaps"

  @Test func `a kill loses nothing that was acknowledged, and halves nothing`() async throws {
    let isLong = ProcessInfo.processInfo.environment["CAPCTL_SOAK"] != nil
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    try await withTemporaryDirectory { folder in
      var journal = Journal(writers: Self.writers)
      for round in 0..<(isLong ? 200 : 3) {
        let kill = Kill(
          acknowledgements: Int.random(in: 20...400, using: &random),
          microseconds: UInt32.random(in: 0...3000, using: &random))
        try await live(in: folder, &journal, until: kill)
        try await Server.run(in: folder) { server in
          try await check(server, &journal, "round \(round), seed \(seed)")
        }
      }
    }
  }

  /// When the server dies: so long after so many writes.
  private struct Kill {
    let acknowledgements: Int
    let microseconds: UInt32
  }

  private func live(in folder: URL, _ journal: inout Journal, until kill: Kill) async throws {
    let past = journal
    journal = try await Server.run(in: folder) { server in
      let client = HTTPClient(environment: [:])
      var start = past
      if start.seen == 0 { start.begin(at: try await revision(server, client)) }
      let seen = start.seen
      let (acknowledged, note) = AsyncStream<Void>.makeStream()
      let parts = try await withThrowingTaskGroup(of: Journal.Part.self) { group in
        for writer in past.writers {
          group.addTask { await write(server, client, writer) { note.yield() } }
        }
        group.addTask { await watch(server, client, from: seen) }
        var count = 0
        for await _ in acknowledged {
          count += 1
          if count == kill.acknowledgements { break }
        }
        usleep(kill.microseconds)
        Glibc.kill(server.daemon.process, SIGKILL)
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for part in parts { start.take(part) }
      return start
    }
  }

  private func revision(_ server: Server, _ client: HTTPClient) async throws -> Int64 {
    let list = try await server.send("GET", Self.path, on: client).value
    return try #require(list.revision)
  }

  /// Makes an object of its own, and changes it, one write after the other, until nobody answers.
  private func write(
    _ server: Server, _ client: HTTPClient, _ writer: Journal.Writer, _ note: () -> Void
  ) async -> Journal.Part {
    var writer = writer
    while true {
      let number = writer.acknowledged + 1
      writer.attempted = number
      let method = number == 1 ? "POST" : "PUT"
      let path = number == 1 ? Self.path : "\(Self.path)/\(writer.name)"
      let answer = try? await server.send(method, path, writer.object(number), on: client)
      guard let answer, answer.status == 200 || answer.status == 201,
        let revision = answer.value.revision
      else {
        // Any answer but success is a fault, and shows as a number that does not move.
        if let answer { writer.refusal = "\(answer)" }
        return .writer(writer)
      }
      writer.acknowledged = number
      writer.revisions.append(revision)
      note()
    }
  }

  /// Gathers events from a revision on, until the server is gone.
  private func watch(
    _ server: Server, _ client: HTTPClient, from revision: Int64
  ) async -> Journal.Part {
    var events: [Journal.Event] = []
    do {
      var request = server.request("GET", "\(Self.path)?watch=1&resourceVersion=\(revision)")
      request.deadline = nil
      let response = try await client.send(request)
      for try await line in response.body.lines() {
        if let event = try Journal.Event(JSON.parse(line)) { events.append(event) }
      }
    } catch {
      // The server was killed: that is what the test is about.
    }
    return .events(events)
  }

  /// Compares what is there with what was acknowledged, and replays what watches have seen.
  private func check(_ server: Server, _ journal: inout Journal, _ place: String) async throws {
    let client = HTTPClient(environment: [:])
    let list = try await server.send("GET", Self.path, on: client).value
    let revision = try #require(list.revision)
    let items = list["items"]?.list ?? []
    var request = server.request(
      "GET", "\(Self.path)?watch=1&resourceVersion=\(journal.seen)&timeoutSeconds=600")
    request.deadline = .seconds(120)
    let watch = try await client.send(request)
    var lines = watch.body.lines().makeAsyncIterator()
    let last =
      items.compactMap { $0.revision }
      .max() ?? 0
    // All that the killed server had yet to tell, from where the last watch ended.
    while journal.seen < last, let line = try await lines.next() {
      if let event = try Journal.Event(JSON.parse(line)) { journal.take(.events([event])) }
    }
    watch.body.cancel()
    #expect(revision >= last)
    for complaint in journal.complaints(about: items) {
      Issue.record("\(complaint) (\(place))")
    }
    journal.settle(items)
  }
}
