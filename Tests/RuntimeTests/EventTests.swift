// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import TestKit
import Testing

@testable import Runtime

struct EventTests {
  private func note(_ message: String, on name: String = "a") -> EventNote {
    EventNote(.normal, on: Sample.machine(name), "Tested", message)
  }

  @Test func `the same note is one event, counted`() {
    var ledger = EventLedger()
    #expect(ledger.judge(note("x"), at: .zero) == .new(note("x")))
    ledger.remember(note("x"), as: "a.1")
    #expect(ledger.judge(note("x"), at: .zero) == .again(note("x"), event: "a.1", count: 2))
    #expect(ledger.judge(note("x"), at: .zero) == .again(note("x"), event: "a.1", count: 3))
    #expect(ledger.judge(note("y"), at: .zero) == .new(note("y")))
  }

  @Test func `notes that differ in their text alone are gathered, from the eleventh on`() {
    var ledger = EventLedger()
    for index in 0..<10 {
      #expect(ledger.judge(note("\(index)"), at: .zero) == .new(note("\(index)")))
    }
    let combined = note("(combined from similar events): 10")
    #expect(ledger.judge(note("10"), at: .zero) == .new(combined))
    ledger.remember(combined, as: "a.1")
    let next = note("(combined from similar events): 11")
    #expect(ledger.judge(note("11"), at: .zero) == .again(next, event: "a.1", count: 2))
    #expect(ledger.judge(note("12"), at: .seconds(601)) == .new(note("12")))
  }

  @Test func `an object that makes too much noise is heard now and then`() {
    var ledger = EventLedger()
    var heard = 0
    for _ in 0..<40 where ledger.judge(note("x"), at: .zero) != .drop { heard += 1 }
    #expect(heard == 25)
    #expect(ledger.judge(note("x", on: "b"), at: .zero) != .drop)
    #expect(ledger.judge(note("x"), at: .seconds(301)) != .drop)
    #expect(ledger.judge(note("x"), at: .seconds(301)) == .drop)
  }

  @Test func `events are written, and counted up`() async throws {
    try await withLocalPlane { client in
      let machine = try await client.create(Sample.machine("a"), at: Sample.collection)
      let recorder = EventRecorder(client, component: "tester")
      for _ in 0..<3 { recorder.record(.warning, on: machine, "Failing", "it fails") }
      recorder.record(.normal, on: machine, "Working", "it works")
      await recorder.flush()
      let events = try await client.list(Address(EventRecorder.events, namespace: "demo")).items
      #expect(events.count == 2)
      let failing = try #require(events.first { $0.value["reason"] == "Failing" })
      #expect(failing.value["count"] == 3)
      #expect(failing.value["type"] == "Warning")
      #expect(failing.value["involvedObject", "uid"]?.string == machine.metadata.uid)
      #expect(failing.value["source", "component"] == "tester")
    }
  }

  @Test func `an event that was thrown away is written anew`() async throws {
    try await withLocalPlane { client in
      let machine = try await client.create(Sample.machine("a"), at: Sample.collection)
      let recorder = EventRecorder(client, component: "tester")
      let events = Address(EventRecorder.events, namespace: "demo")
      recorder.record(.normal, on: machine, "Working", "it works")
      await recorder.flush()
      for event in try await client.list(events).items {
        try await client.delete(
          Address(EventRecorder.events, namespace: "demo", name: event.name))
      }
      recorder.record(.normal, on: machine, "Working", "it works")
      await recorder.flush()
      #expect(try await client.list(events).items.map { $0.value["count"] } == [1])
    }
  }
}
