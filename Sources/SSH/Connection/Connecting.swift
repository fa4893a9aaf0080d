// SPDX-License-Identifier: Apache-2.0

/// What a connection's thread does from the name of a host to a session that is logged in.
struct Connecting {
  private let core: ConnectionCore
  private let vigil: Vigil

  init(_ core: ConnectionCore) {
    self.core = core
    let state = core.state
    vigil = Vigil(
      action: core.request.action, deadline: core.request.deadline, wakeUp: core.wakeUp,
      stopReason: { state.access { $0.stop } })
  }

  /// Never returns without an error: that of the connection's end.
  func run() throws(SSHError) -> Never {
    switch core.request.goal {
    case .hostKey(let type):
      let session = try open()
      try session.handshake([type], vigil)
      try announce(session)
      session.disconnect()
      throw SSHError(vigil.action, "done", kind: .cancelled)
    case .rsaKey:
      let socket = try Socket.connect(to: core.request.endpoint, vigil)
      var glimpse = RSAGlimpse(Wire(socket), vigil)
      let key = try glimpse.key()
      core.state.change { $0.hostKey = key }
      throw SSHError(vigil.action, "done", kind: .cancelled)
    case .login(let identity, let policy):
      let key = try privateKey(identity)
      let session = try open()
      try verify(session, policy)
      try session.logIn(as: core.request.endpoint.user, with: key, vigil)
      try announce(session)
      throw Reactor(session, core).run()
    }
  }

  private func open() throws(SSHError) -> Session {
    let socket = try Socket.connect(to: core.request.endpoint, vigil)
    return try Session(over: Wire(socket), for: vigil.action)
  }

  private func privateKey(_ identity: SSHIdentity) throws(SSHError) -> PrivateKey {
    do throws(PrivateKey.Problem) {
      return try PrivateKey(identity)
    } catch {
      throw SSHError(vigil.action, error.cause, hint: error.hint)
    }
  }

  private func announce(_ session: borrowing Session) throws(SSHError) {
    let key = try hostKey(of: session)
    core.state.change { $0.hostKey = key }
  }

  private func verify(_ session: borrowing Session, _ policy: HostKeyPolicy) throws(SSHError) {
    guard case .known(let hosts) = policy else {
      return try session.handshake(HostKeyType.allCases, vigil)
    }
    let table = try KnownHostsTable(hosts, in: session, for: vigil.action)
    let entry = table.entry(for: core.request.endpoint)
    // The server shows one key: it must be asked for one that can be compared.
    let types = entry?.types ?? []
    try session.handshake(types + HostKeyType.allCases.filter { !types.contains($0) }, vigil)
    let key = try hostKey(of: session)
    let check = HostKeyCheck(endpoint: core.request.endpoint, action: vigil.action)
    if hosts.revoked.contains(key.base64) { throw check.revoked(key) }
    guard let entry, types.contains(key.type) else {
      throw check.unknown(key, knownTypes: types)
    }
    if !table.holds(key, as: entry.name) { throw check.changed(key) }
  }

  private func hostKey(of session: borrowing Session) throws(SSHError) -> HostKey {
    guard let key = session.hostKey() else {
      throw SSHError(vigil.action, "the server's host key is of an unknown type")
    }
    return key
  }
}
