// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Nodes
import Packs
import Runtime
import Site

/// A host of the inventory: whether it can be used, and cleaning up what was left there.
struct HostStep: PackStep {
  let door: any HostDoor
  let works: LongWorks

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    let host = SSHHost(subject.object)
    switch call.purpose {
    case .read: return try await look(host, subject)
    case .action: return clean(host, subject)
    case .delete: return leave(host)
    default: return .trouble("a host cannot be made")
    }
  }

  /// What people ask for by an annotation.
  private static func wantsCleaning(_ host: SSHHost) -> Bool {
    host.metadata.annotations[Annotations.clean] != nil
  }

  private func look(_ host: SSHHost, _ subject: Subject) async throws -> Reply {
    let isAbandoned = try await isAbandoned(host, subject.site)
    if isAbandoned || (host.tenant == nil && Self.wantsCleaning(host)) {
      return Reply(200, ["state": "left", "needsCleaning": true])
    }
    if let quarantine = host.quarantine {
      return Reply(
        200,
        [
          "state": "quarantined",
          "message": .string(
            "is in quarantine: \(quarantine.message); clean it, then annotate the SSHHost with "
              + "\(Annotations.clean): \"yes\""),
        ])
    }
    let book = HostBook(site: subject.site)
    let facts = try await HostFacts(on: try await door.open(try await book.access(to: host)))
    var body: Value = [
      "state": "ready", "hostname": .string(facts.hostname), "system": .string(facts.system),
    ]
    if host.tenant == nil, let trace = facts.kubernetes ?? facts.owner.map({ _ in Self.mark }) {
      body["state"] = "used"
      body["message"] = .string(
        "is in a cluster already: \(trace) is there; if it is to leave that, annotate the SSHHost with "
          + "\(Annotations.clean): \"yes\"")
    }
    return Reply(200, body)
  }

  private static let mark = "/var/lib/capctl/begun"

  /// Whether whoever has it is no more.
  private func isAbandoned(_ host: SSHHost, _ site: Site) async throws -> Bool {
    guard let tenant = host.tenant else { return false }
    let address = Address(
      Kind.sshMachine.resource(), namespace: host.namespace, name: tenant.name)
    return try await site.client.find(address)?.metadata.uid != tenant.uid
  }

  /// What was left goes; a person may ask for it whatever it was.
  private func clean(_ host: SSHHost, _ subject: Subject) -> Reply {
    let (door, book) = (door, HostBook(site: subject.site))
    let asked = host.tenant == nil
    return works.begin("clean \(subject.key)", for: subject) {
      await Reply.of {
        let visit = HostVisit(host: host, book: book, door: door)
        let fault = await visit.clean(leftBy: asked ? nil : host.tenant?.uid)
        try await book.free(host.name, in: host.namespace, after: host.tenant?.uid, fault)
        if asked { try await forget(host, subject.site) }
        return Reply(200)
      }
    }
  }

  /// What was asked for was done, or did not work: it is not done for ever.
  private func forget(_ host: SSHHost, _ site: Site) async throws {
    guard let seen = try await site.client.find(host.address) else { return }
    var wanted = seen
    wanted.metadata.annotations[Annotations.clean] = nil
    try await site.save(wanted, over: seen, at: host.address)
  }

  private func leave(_ host: SSHHost) -> Reply {
    guard let tenant = host.tenant else { return Reply(200) }
    var reply = Reply(409)
    reply.message = "SSHMachine \(tenant.name) lives there: it has to go first"
    return reply
  }
}

/// Something to be done on a host.
struct HostVisit: Sendable {
  let host: SSHHost
  let book: HostBook
  let door: any HostDoor

  /// Cleans up what the machine `uid` has left; of anybody where that is nil. What is somebody else's stays.
  /// - Returns: Why it could not be.
  func clean(leftBy uid: String?) async -> String? {
    do {
      let transport = try await door.open(try await book.access(to: host))
      let facts = try await HostFacts(on: transport)
      if let uid,
        facts.owner.map({ !HostStartStep.isMark($0, of: uid) }) ?? (facts.kubernetes != nil)
      {
        return "it is in a cluster that is not the one of this machine, and was let be"
      }
      if uid != nil, facts.owner == nil { return nil }
      try await HostCleaning(on: transport).run()
      return nil
    } catch {
      return Reply.words(error)
    }
  }
}
