// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Provider
import SSHPacks
import TestKit
import Testing
import Views

/// The same on hosts that are there already.
struct SSHForetellTests {
  /// `count` hosts at the addresses of their names.
  private static func hosts(_ role: String, _ count: Int) -> String {
    (1...count).map { number in
      """
      ---
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
      kind: SSHHost
      metadata: {name: host-\(role)-\(number), labels: {role: \(role)}}
      spec: {address: host-\(role)-\(number), secretRef: {name: key}}
      """
    }.joined(separator: "\n")
  }

  private static let inventory = """
    apiVersion: v1
    kind: Secret
    metadata: {name: key}
    stringData: {identity: none, known_hosts: ""}
    \(hosts("plane", 1))
    \(hosts("worker", 3))
    \(hosts("spare", 4))
    """

  private static func role(_ name: String) -> String {
    "{hostSelector: {matchLabels: {role: \(name)}}}"
  }

  @Test func `a cluster of hosts lives as foretold`() async throws {
    let hosts = MemoryHosts()
    let packs = try SSHPacks.all.sorted { $0.key < $1.key }.flatMap {
      try Pack.read(Source($0.key, bytes: $0.value))
    }
    try await LivePlane.run(packs, over: HostTransport(through: hosts)) { plane in
      let sample = Sample(
        provider: "SSH", cluster: "{controlPlaneEndpoint: {host: 10.0.0.1, port: 6443}}",
        worker: Self.role("worker"), plane: Self.role("plane"))
      let life = Life(
        plane: plane, sample: sample, count: 2, newWorker: Self.role("spare"),
        more: Self.inventory)
      try await life.live()
      try await lacks(plane, sample.with { $0.workers = 5 })
    }
    #expect(hosts.used.isEmpty, "\(hosts.used)")
  }

  /// There are three hosts for workers.
  private func lacks(_ plane: LivePlane, _ sample: Sample) async throws {
    let planned = try await plane.plan { try await sample.apply(to: $0) }
    #expect(planned.steps.count { $0.event == .joined } == 4, "\(planned.steps)")
    #expect(planned.notes.count { $0.contains("no host is free") } == 2, "\(planned.notes)")
  }
}
