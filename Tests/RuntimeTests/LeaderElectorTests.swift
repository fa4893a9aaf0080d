// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Synchronization
import TestKit
import Testing

@testable import Runtime

struct LeaderElectorTests {
  private let key = Key(namespace: "demo", name: "capctl")

  private func lease(_ holder: String, renewed: String = "x", transitions: Int64 = 3) -> Object {
    var lease = Object(["kind": "Lease"])
    lease.spec = [
      "holderIdentity": .string(holder), "renewTime": .string(renewed), "acquireTime": "begun",
      "leaseTransitions": .int(transitions),
    ]
    return lease
  }

  @Test func `a candidate makes, takes, keeps or waits for a lease`() throws {
    var candidate = Candidate("me", ElectionOptions())
    candidate.see(nil, at: .zero)
    #expect(candidate.step(at: .zero) == .create)
    candidate.see(lease("you"), at: .seconds(100))
    #expect(candidate.step(at: .seconds(114)) == .wait)
    #expect(candidate.step(at: .seconds(115)) == .update)
    candidate.see(lease("you", renewed: "y"), at: .seconds(115))
    #expect(candidate.step(at: .seconds(116)) == .wait)
    candidate.see(lease(""), at: .seconds(117))
    #expect(candidate.step(at: .seconds(117)) == .update)
    candidate.see(lease("me"), at: .seconds(118))
    #expect(candidate.step(at: .seconds(118)) == .update)
  }

  @Test func `a lease that is taken counts one more transition, one that is kept does not`() throws
  {
    let date = try #require(Time("2026-01-01T00:00:00Z"))
    var candidate = Candidate("me", ElectionOptions())
    #expect(candidate.held(at: date)["leaseTransitions"] == 0)
    candidate.see(lease("you"), at: .zero)
    #expect(candidate.held(at: date)["leaseTransitions"] == 4)
    #expect(candidate.held(at: date)["acquireTime"] == "2026-01-01T00:00:00.000000Z")
    candidate.see(lease("me"), at: .zero)
    #expect(candidate.held(at: date)["leaseTransitions"] == 3)
    #expect(candidate.held(at: date)["acquireTime"] == "begun")
    #expect(candidate.held(at: date)["leaseDurationSeconds"] == 15)
  }

  private func elector(
    _ client: any KubeClient, _ name: String, _ clock: ManualClock
  ) -> LeaderElector {
    LeaderElector(client, lease: key, identity: name, clock: .manual(clock))
  }

  /// Says that it leads, and does so until it is cancelled.
  private func leading(_ name: String, _ journal: Journal<String>) -> @Sendable () async -> Void {
    {
      journal.note("\(name) begins")
      let never = AsyncStream<Void>.makeStream()
      for await _ in never.stream {}
      journal.note("\(name) ends")
    }
  }

  @Test func `the second leads at once when the first lets go`() async throws {
    try await withLocalPlane { client in
      let clock = ManualClock()
      let journal = Journal<String>()
      let first = Task { await elector(client, "a", clock).run(leading("a", journal)) }
      #expect(await journal.next() == ["a begins"])
      let second = Task { await elector(client, "b", clock).run(leading("b", journal)) }
      // The first waits to renew, the second to look again.
      await clock.waitForSleepers(2)
      first.cancel()
      #expect(await first.value == .cancelled)
      #expect(await journal.next() == ["a ends"])
      let lease = try await client.get(key.address(in: LeaderElector.leases))
      #expect(lease.spec["holderIdentity"] == "")
      clock.advance(by: .seconds(5))
      #expect(await journal.next() == ["b begins"])
      second.cancel()
      #expect(await second.value == .cancelled)
    }
  }

  @Test func `a leader whose lease is taken leads no more, and takes nothing back`() async throws {
    try await withLocalPlane { client in
      let clock = ManualClock()
      let journal = Journal<String>()
      let elected = Task { await elector(client, "a", clock).run(leading("a", journal)) }
      _ = await journal.next()
      await clock.waitForSleepers(1)
      _ = try await client.patch(
        .merge(["spec": ["holderIdentity": "thief"]]), at: key.address(in: LeaderElector.leases))
      clock.advance(by: .seconds(2))
      #expect(await elected.value == .lost)
      #expect(journal.all == ["a begins", "a ends"])
      let lease = try await client.get(key.address(in: LeaderElector.leases))
      #expect(lease.spec["holderIdentity"] == "thief")
    }
  }

  /// An API that can be switched off.
  private struct Switchable: KubeClient {
    let client: any KubeClient
    let isOff: @Sendable () -> Bool

    func send(_ call: Call) async throws(StatusError) -> Answer {
      if isOff() { throw .internalError("off") }
      return try await client.send(call)
    }

    func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
      try await client.watch(address, options)
    }
  }

  @Test func `a leader that cannot renew for ten seconds leads no more`() async throws {
    try await withLocalPlane { client in
      let clock = ManualClock()
      let journal = Journal<String>()
      let isOff = Gate<Bool>()
      let switched = Switchable(client: client, isOff: { isOff.value == true })
      let elected = Task { await elector(switched, "a", clock).run(leading("a", journal)) }
      _ = await journal.next()
      isOff.open(true)
      for second in stride(from: 2, through: 10, by: 2) {
        try await eventually("it waits for its next try") { clock.nextDue == .seconds(second) }
        #expect(journal.all == ["a begins"])
        clock.advance(by: .seconds(2))
      }
      #expect(await elected.value == .lost)
    }
  }

  @Test func `work that ends lets the lease go`() async throws {
    try await withLocalPlane { client in
      let ending = await elector(client, "a", ManualClock()).run {}
      #expect(ending == .finished)
      let lease = try await client.get(key.address(in: LeaderElector.leases))
      #expect(lease.spec["holderIdentity"] == "")
      #expect(lease.spec["leaseDurationSeconds"] == 1)
    }
  }
}
