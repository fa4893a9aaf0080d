// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Nodes
import Packs
import Template

/// What cloud-init would do on a host: never twice for one machine, and never where somebody else is.
struct HostStartStep: PackStep {
  let door: any HostDoor
  let works: LongWorks
  private let process = "capctl-\(UInt64.random(in: 0...(.max)))"

  init(door: any HostDoor, works: LongWorks) {
    self.door = door
    self.works = works
  }

  /// What a host keeps of whose bootstrap data were begun there.
  private func mark(of uid: String) -> String { "\(process) \(uid)" }

  static func token(_ uid: String) -> String { "start \(uid)" }

  static func isMark(_ mark: String, of uid: String) -> Bool { mark.hasSuffix(" \(uid)") }

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    let book = HostBook(site: subject.site)
    guard let host = try await book.host(of: subject.object) else {
      return .trouble("the machine has no host")
    }
    let transport = try await door.open(try await book.access(to: host))
    let facts = try await HostFacts(on: transport)
    let uid = subject.object.metadata.uid ?? ""
    let start = NodeStart(
      works: works, transport: transport, name: mark(of: uid), token: Self.token(uid))
    if let stranger = Self.stranger(facts, uid, on: host) {
      return Reply(200, ["state": "failed", "message": .string(stranger)])
    }
    if call.purpose == .read { return try await start.state() }
    guard let body = call.body?.reveal() else { return .trouble("there is no user data") }
    let kubeadm = MachineKubeadm(
      providerID: ClaimStep.providerID(of: host), isContainer: facts.isContainer)
    let config = try kubeadm.fit(NodeStart.config(body, hostname: facts.hostname))
    return try await start.begin(config, body, for: subject)
  }

  private static func stranger(
    _ facts: HostFacts, _ uid: String, on host: SSHHost
  ) -> String? {
    if let owner = facts.owner, isMark(owner, of: uid) { return nil }
    guard let trace = facts.kubernetes ?? facts.owner.map({ _ in "the mark of another capctl" })
    else { return nil }
    return "SSHHost \(host.name) is in a cluster already: \(trace) is there"
  }
}
