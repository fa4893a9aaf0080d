// SPDX-License-Identifier: Apache-2.0

/// A connection to an SSH server, for any number of commands at a time.
///
/// Has a thread of its own, on which everything happens; every method may be called from any thread, and
/// those that wait come in two kinds: `async`, and blocking for threads that may block. The connection is
/// closed when its last handle, and the last channel's, is let go.
package final class SSHConnection: Sendable {
  package let endpoint: SSHEndpoint
  private let core: ConnectionCore

  /// Begins to connect and returns at once. Until the deadline the connection must be ready; commands
  /// have their own. While commands run, a server that gives no sign of life for as long as `patience`
  /// is given up; it is asked for one well before.
  package init(
    to endpoint: SSHEndpoint, as identity: SSHIdentity, trusting policy: HostKeyPolicy,
    deadline: ContinuousClock.Instant, patience: Duration = .seconds(60)
  ) throws(SSHError) {
    self.endpoint = endpoint
    core = try ConnectionCore.connect(
      ConnectRequest(
        endpoint: endpoint, goal: .login(identity, policy), deadline: deadline, patience: patience))
  }

  deinit {
    cancel()
  }

  /// Connects, and returns when logged in.
  package static func connect(
    to endpoint: SSHEndpoint, as identity: SSHIdentity, trusting policy: HostKeyPolicy,
    deadline: ContinuousClock.Instant
  ) async throws(SSHError) -> SSHConnection {
    let connection = try SSHConnection(
      to: endpoint, as: identity, trusting: policy, deadline: deadline)
    _ = try await connection.ready()
    return connection
  }

  /// Waits until logged in; the server's key is the answer.
  package func ready() async throws(SSHError) -> HostKey {
    try await core.ready()
  }

  /// The same, for a thread that may block.
  package func waitUntilReady() throws(SSHError) -> HostKey {
    try core.state.wait { $0.whenReady() }.get()
  }

  /// Whether it has ended, or is about to.
  package var isOver: Bool {
    core.state.access { $0.closed != nil || $0.stop != nil }
  }

  /// Runs a command and returns at once, even before the connection is ready: what goes wrong shows on
  /// the channel. The command is a line for the login shell of the user over there.
  package func open(_ command: String, deadline: ContinuousClock.Instant? = nil) -> SSHChannel {
    let channel = ChannelCore(
      command, action: "run a command on \(endpoint)", deadline: deadline, core.wakeUp)
    core.add(channel)
    return SSHChannel(channel, on: self)
  }

  /// Ends the connection and all its channels, from any thread, without waiting for anything.
  package func cancel() {
    core.cancel()
  }

  /// Ends the connection; when this returns, the socket is closed.
  package func close() async {
    cancel()
    _ = await core.state.value { $0.closed }
  }
}
