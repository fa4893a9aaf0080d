// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import TestKit
import Testing
import Site

@testable import Controllers

/// Each pass may be cut short at each of its writes, with the write done or not: in the end everything is as
/// if nothing had happened.
@Suite struct PlaneCutTests {
  @Test func `a beginning that is cut at any write ends as one that is not`() async throws {
    try await expectSame { stage in
      try await stage.begin()
    } act: { _ in
    }
  }

  @Test func `a roll-out that is cut at any write ends as one that is not`() async throws {
    try await expectSame { stage in
      try await stage.begin()
      try await stage.settle()
    } act: { stage in
      try await stage.change(.kubeadmControlPlane, "cp") { $0.spec["version"] = "v1.31.0" }
    }
  }

  @Test func `a deletion that is cut at any write ends as one that is not`() async throws {
    try await expectSame { stage in
      try await stage.begin()
      try await stage.settle()
    } act: { stage in
      try await stage.delete(.kubeadmControlPlane, "cp")
    }
  }

  private func expectSame(
    _ begin: (PlaneStage) async throws -> Void,
    act: (PlaneStage) async throws -> Void
  ) async throws {
    var (writes, wanted) = (0, [""])
    try await withStage { stage in
      try await begin(stage)
      stage.world.client.arm()
      try await act(stage)
      try await stage.settle()
      (writes, wanted) = (stage.world.client.count, try await stage.lines())
    }
    try #require(writes > 0)
    for (number, cut) in CuttingClient.Cut.all(of: writes) {
      try await withStage { stage in
        try await begin(stage)
        stage.world.client.arm(at: number, cut)
        try await act(stage)
        var most = 0
        try await stage.settle { most = max(most, try await stage.machines().count) }
        #expect(most <= 2, "write \(number) \(cut)")
        let found = try await stage.lines()
        let (more, less) = (Set(found).subtracting(wanted), Set(wanted).subtracting(found))
        #expect(found.count == wanted.count, "write \(number) \(cut)")
        #expect(more.isEmpty && less.isEmpty, "write \(number) \(cut): \(more) for \(less)")
      }
    }
  }
}

extension PlaneStage {
  /// All that is there in the end, a line an object, without what differs from one run to the next.
  func lines() async throws -> [String] {
    let names = try await machines().map(\.name)
    var lines: [String] = []
    for kind in [
      Kind.kubeadmControlPlane, .machine, .kubeadmConfig, .inMemoryMachine,
      .inMemoryMachineTemplate,
    ] {
      lines += try await all(kind).map(line)
    }
    for resource in [Resource.secrets, .configMaps] {
      lines += try await world.direct.listAll(Address(resource, namespace: "default")).items
        .map(line)
    }
    lines.append("\(etcd.names.count) members")
    let tokens = try await workload.listAll(Address(.secrets, namespace: "kube-system")).items
    lines.append("\(tokens.count) tokens")
    return lines.map { line in
      names.enumerated().reduce(line) { $0.replacing($1.element, with: "machine-\($1.offset)") }
    }
    .sorted()
  }

  private func line(_ object: Object) -> String {
    let metadata = object.metadata
    let owners = metadata.ownerReferences.map { "\($0.kind) \($0.name) \($0.isController)" }
    let conditions = object.conditions.map { "\($0.type)=\($0.status.rawValue)/\($0.reason)" }
    var spec = object.spec
    if object.kind == "Secret" {
      spec = .list((object.value["data"]?.map?.keys ?? []).map { .string($0) })
    }
    return "\(object.kind) \(metadata.name) \(owners) \(metadata.finalizers) "
      + "\(metadata.labels.sorted { $0.key < $1.key }) \(metadata.annotations.keys.sorted()) "
      + "\(JSON.text(spec)) \(conditions)"
  }
}

extension CuttingClient.Cut {
  /// Every write, cut in either way.
  static func all(of writes: Int) -> [(Int, CuttingClient.Cut)] {
    (1...writes).flatMap { number in [(number, .before), (number, .after)] }
  }
}
