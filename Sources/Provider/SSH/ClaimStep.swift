// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Nodes
import Packs
import Runtime
import Site

/// The host that a machine gets of the inventory, and gives back.
struct ClaimStep: PackStep {
  let door: any HostDoor
  let works: LongWorks
  let patience: Duration

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    let book = HostBook(site: subject.site)
    switch call.purpose {
    case .read:
      let host = try await book.host(of: subject.object)
      return host.map { Reply(200, Self.body($0)) } ?? Reply(404)
    case .delete:
      guard let host = try await book.host(of: subject.object) else { return Reply(200) }
      return giveBack(host, book, subject)
    default:
      switch try await book.claim(for: subject) {
      case .host: return Reply(200)
      case .none(let why):
        var reply = Reply(409)
        reply.message = why
        // Whatever becomes free wakes whoever waits.
        reply.retryAfter = 60
        return reply
      }
    }
  }

  /// The same on a copy of the inventory: the host that is given back is taken to be clean, and nobody goes there.
  func rehearse(_ call: ProviderCall, for subject: Subject) async -> Rehearsed {
    var host: SSHHost?
    var reply = await Reply.answer {
      guard call.purpose == .delete else { return try await carry(call, for: subject) }
      let book = HostBook(site: subject.site)
      host = try await book.host(of: subject.object)
      guard let host else { return Reply(200) }
      try await book.free(host.name, in: host.namespace, after: subject.object.metadata.uid)
      return Reply(200)
    }
    // No host becomes free because time passes: whoever waits for one is woken, and else lets the rehearsal end.
    if reply.retryAfter != nil { reply.retryAfter = 3600 }
    var rehearsed = Rehearsed(reply)
    if let host {
      let facts: Value = [
        "state": "ready", "hostname": .string(host.hostname ?? ""),
        "system": host.object.status["system"] ?? "",
      ]
      rehearsed.see(facts, at: host.name, by: "host")
      rehearsed.see(nil, at: host.name, by: "bootstrap")
    }
    return rehearsed
  }

  private static func body(_ host: SSHHost) -> Value {
    let address = host.endpointAddress
    let isNumber = address.allSatisfy { $0.isHexDigit || $0 == "." || $0 == ":" }
    var addresses: [Value] = [
      ["type": isNumber ? "InternalIP" : "InternalDNS", "address": .string(address)]
    ]
    if let name = host.hostname {
      addresses.insert(["type": "Hostname", "address": .string(name)], at: 0)
    }
    var body: Value = [
      "host": .string(host.name), "addresses": .list(addresses),
      "providerID": .string(providerID(of: host)),
    ]
    if let zone = host.zone { body["zone"] = .string(zone) }
    return body
  }

  static func providerID(of host: SSHHost) -> String {
    "ssh://\(host.namespace ?? "")/\(host.name)"
  }

  private func giveBack(_ host: SSHHost, _ book: HostBook, _ subject: Subject) -> Reply {
    let visit = HostVisit(host: host, book: book, door: door)
    let (uid, patience, works) = (subject.object.metadata.uid ?? "", patience, works)
    return works.begin("give back \(subject.key)", for: subject) {
      await Reply.of {
        // Whatever goes on there would go on behind the cleaning.
        await works.stop(HostStartStep.token(uid))
        let deadline = ContinuousClock.now + patience
        var fault = await visit.clean(leftBy: uid)
        while fault != nil, ContinuousClock.now < deadline {
          try await Task.sleep(for: .seconds(5))
          fault = await visit.clean(leftBy: uid)
        }
        try await book.free(host.name, in: host.namespace, after: uid, fault)
        works.look(at: Kind.sshHost.groupKind, Key(host.object))
        return Reply(200)
      }
    }
  }
}
