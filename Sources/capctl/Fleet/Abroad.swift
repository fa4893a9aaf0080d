// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Kube
import Log
import Runtime

/// A Kubernetes that holds the objects instead of our own store, where several of us may stand ready.
struct Abroad {
  let client: RemoteClient
  private let lease: Key

  /// Reaches it, and sees that what controllers need is there and theirs.
  init(_ access: ClusterAccess, over http: HTTPClient, mayTakeOver: Bool) async throws {
    var options = RemoteOptions()
    // Controllers ask what they must, and no more.
    options.rate = RateLimit(perSecond: 500, burst: 1000)
    client = RemoteClient(access, over: http, options)
    lease = Key(namespace: access.namespace, name: "capctl")
    try await GuestCheck(client, mayTakeOver: mayTakeOver).check(Self.kinds)
  }

  /// What controllers work on: agents and their sources are looked after elsewhere.
  private static let kinds = Kinds.all.filter { $0.group.hasSuffix(Labels.group) }

  /// Calls `lead` once no other process does the same.
  /// - Returns: false where another leads now: this process has to begin anew.
  func run(_ log: Logger, _ lead: @escaping @Sendable () async -> Void) async -> Bool {
    let identity = "capctl-\(UInt64.random(in: 0...(.max)))"
    log.info("waiting to lead", ["lease": lease, "identity": identity])
    let elector = LeaderElector(client, lease: lease, identity: identity)
    let ending = await elector.run {
      log.info("leading", ["lease": lease])
      await lead()
    }
    guard ending == .lost else { return true }
    log.error("another process leads now", ["lease": lease])
    return false
  }
}
