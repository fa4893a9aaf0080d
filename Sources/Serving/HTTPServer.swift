// SPDX-License-Identifier: Apache-2.0

/// Serves HTTP/1.1 over TCP, TLS and unix sockets.
///
/// One thread of its own moves bytes for all connections; an open connection costs memory and no
/// thread. Handlers run on Swift's threads, one task for each request. The task is cancelled when
/// its client goes. Dropping the server breaks off every connection; `shutDown` ends them well.
package final class HTTPServer: Sendable {
  /// Answers one request.
  package typealias Handler = @Sendable (ServerRequest) async -> ServerResponse

  /// Makes the identity of a door.
  package typealias Identify = @Sendable () async throws -> ServerIdentity

  private let mailbox: Mailbox

  /// Starts the thread; nobody is let in before `listen`.
  ///
  /// `refuse` words what a client is told whose request no handler gets to see; not a stream. It is
  /// called on the event thread, which everybody waits for meanwhile.
  package init(
    _ limits: ServerLimits = ServerLimits(),
    refuse: @escaping @Sendable (Refusal) -> ServerResponse = { $0.plainResponse },
    handler: @escaping Handler
  ) throws(ServingError) {
    let mailbox = try Mailbox()
    let poller = try Poller()
    try startThread {
      EventLoop(mailbox, poller, limits, refuse: refuse, handler: handler).run()
    }
    self.mailbox = mailbox
  }

  deinit { mailbox.post(.shutDown(until: .now)) }

  /// Begins to take clients at `address`, with TLS if there is an identity for it. What they ask for
  /// lies below `root`, whatever they ask for: there is no way out of it.
  /// - Returns: Where they find it: the address with the port that was chosen.
  @discardableResult
  package func listen(
    at address: ListenAddress, as identity: ServerIdentity? = nil, under root: String = ""
  ) throws(ServingError) -> ListenAddress {
    let entrance = try identity.map { identity throws(ServingError) in
      Door.Entrance.tls(try TLSContext(identity))
    }
    return try open(entrance ?? .plain, at: address, under: root)
  }

  /// The same with TLS, set up when the first client comes: where there are many doors, most are never
  /// used. Clients are turned away where no identity can be made, and the next one has it tried again.
  @discardableResult
  package func listen(
    at address: ListenAddress, under root: String = "", identifiedBy identify: @escaping Identify
  ) throws(ServingError) -> ListenAddress {
    try open(.asleep(identify), at: address, under: root)
  }

  private func open(
    _ entrance: Door.Entrance, at address: ListenAddress, under root: String
  ) throws(ServingError) -> ListenAddress {
    let socket = try ListeningSocket(at: address)
    mailbox.post(.listen(Door(socket: socket, entrance: entrance, root: root)))
    return socket.address
  }

  /// Takes no more clients at `address`, and breaks off those who came in there.
  package func close(_ address: ListenAddress) { mailbox.post(.close(address)) }

  /// Shows `identity` to the clients that come to `address` from now on; those who are there stay.
  package func renew(_ identity: ServerIdentity, at address: ListenAddress) throws(ServingError) {
    mailbox.post(.renew(address, try TLSContext(identity)))
  }

  /// Takes no more clients and requests, lets answers that are under way end, asks streams to end by
  /// cancelling their tasks, and breaks off what is left when `limit` has passed. Returns when all
  /// connections are closed.
  package func shutDown(within limit: Duration) async {
    mailbox.post(.shutDown(until: .now + limit))
    await mailbox.waitForEnd()
  }
}
