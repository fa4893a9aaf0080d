// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Testing

@testable import Provider

struct StartPlanTests {
  private static let start = Time(seconds: 1000)

  private static func plan(_ spec: String, isControlPlane: Bool = true) throws -> StartPlan {
    var machine = InMemoryMachine(namespace: "a", name: "m")
    machine.spec = try YAML.parse(spec)
    return StartPlan(machine, isControlPlane: isControlPlane, start: start)
  }

  @Test func `parts start one after another`() throws {
    let plan = try Self.plan(
      """
      vm: {provisioning: {startupDuration: 10s}}
      etcd: {provisioning: {startupDuration: 2s}}
      apiServer: {provisioning: {startupDuration: 3s}}
      node: {provisioning: {startupDuration: 1s}}
      """)
    let waits = [InMemoryMachine.Part.vm, .etcd, .apiServer, .node].map {
      plan.wait(for: $0, at: Self.start)
    }
    #expect(waits == [.seconds(10), .seconds(12), .seconds(15), .seconds(16)])
    #expect(plan.wait(for: .etcd, at: Self.start + .seconds(12)) == .zero)
    #expect(!plan.isImmediate)
  }

  @Test func `a worker has no part in a control plane`() throws {
    let spec = "etcd: {provisioning: {startupDuration: 2s}}"
    #expect(try Self.plan(spec, isControlPlane: false).isImmediate)
    #expect(try Self.plan("{}").isImmediate)
  }

  @Test func `jitter adds a part, and each machine keeps its own`() throws {
    let spec = "vm: {provisioning: {startupDuration: 10s, startupJitter: '0.5'}}"
    let waits = try (0..<3).map { _ in
      try Self.plan(spec).wait(for: .vm, at: Self.start)
    }
    #expect(Set(waits).count == 1)
    #expect((.seconds(10)...(.seconds(15))).contains(waits[0]))
    var others: Set<Duration> = []
    for name in ["a", "b", "c", "d"] {
      var machine = InMemoryMachine(namespace: "a", name: name)
      machine.spec = try YAML.parse(spec)
      let plan = StartPlan(machine, isControlPlane: false, start: Self.start)
      others.insert(plan.wait(for: .vm, at: Self.start))
    }
    #expect(others.count > 1)
  }

  @Test func `a port is given once, and again when it is free`() {
    let book = PortBook()
    var given: Set<Int64> = []
    for _ in 0..<100 { given.insert(book.take(for: "x") { $0 != 20_002 }) }
    #expect(given.count == 100)
    #expect(given.allSatisfy { PortBook.range.contains($0) })
    #expect(given.isDisjoint(with: [20_002]))
    let first = PortBook().take(for: "x") { _ in true }
    book.free(first)
    #expect(book.take(for: "x") { _ in true } == first)
  }
}
