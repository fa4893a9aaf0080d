// SPDX-License-Identifier: Apache-2.0

/// What the handles of a connection and its thread share.
struct ConnectionState: Sendable {
  /// The server's key, once the connection is ready.
  var hostKey: HostKey?
  /// Why the connection has ended, once its thread has and the socket is closed.
  var closed: SSHError?
  /// Set once, by whoever wants the connection to end.
  var stop: SSHError?
  /// Channels that the thread has not seen yet.
  var arriving: [ChannelCore] = []

  func whenReady() -> Result<HostKey, SSHError>? {
    hostKey.map { .success($0) } ?? closed.map { .failure($0) }
  }

  /// Why a channel cannot be: the connection was never made, or is no more.
  func failure(of channel: ChannelCore) -> SSHError? {
    hostKey == nil ? closed : closed?.retitled(channel.action)
  }
}

/// One connection: its thread runs `Connecting`, then `Reactor`.
final class ConnectionCore: Sendable {
  let request: ConnectRequest
  let state = Monitor(ConnectionState())
  let wakeUp: WakeUp

  private init(_ request: ConnectRequest) throws(SSHError) {
    self.request = request
    wakeUp = try WakeUp(for: request.action)
  }

  /// Begins to connect.
  static func connect(_ request: ConnectRequest) throws(SSHError) -> ConnectionCore {
    let core = try ConnectionCore(request)
    if !runOnThread({ core.run() }) {
      core.end(SSHError(request.action, "no thread for the connection"))
    }
    return core
  }

  func ready() async throws(SSHError) -> HostKey {
    try await withTaskCancellationHandler {
      await state.value { $0.whenReady() }
    } onCancel: {
      cancel()
    }.get()
  }

  /// Ends the connection from any thread: whatever waits on it gets the error at once.
  func stop(_ error: SSHError) {
    state.change { if $0.stop == nil { $0.stop = error } }
    wakeUp.ring()
  }

  func cancel() {
    stop(SSHError(request.action, "cancelled", kind: .cancelled))
  }

  func add(_ channel: ChannelCore) {
    let failure = state.change { state -> SSHError? in
      if channel.command.utf8.contains(0) {
        return SSHError(channel.action, "there is a NUL byte in it")
      }
      if state.closed == nil { state.arriving.append(channel) }
      return state.failure(of: channel)
    }
    if let failure { channel.end(failure) } else { wakeUp.ring() }
  }

  private func run() {
    do throws(SSHError) {
      try Connecting(self).run()
    } catch {
      end(error)
    }
  }

  /// The last thing the thread does: the socket is closed by now.
  private func end(_ error: SSHError) {
    let left = state.change { state in
      state.closed = error
      defer { state.arriving = [] }
      return state.arriving.map { ($0, state.failure(of: $0) ?? error) }
    }
    for (channel, error) in left { channel.end(error) }
  }
}

/// What a connection is for.
struct ConnectRequest: Sendable {
  enum Goal: Sendable {
    case login(SSHIdentity, HostKeyPolicy)
    /// Only to see the server's key of that type.
    case hostKey(HostKeyType)
    /// The same of an RSA key that libssh2 cannot check.
    case rsaKey
  }

  let endpoint: SSHEndpoint
  let goal: Goal
  let deadline: ContinuousClock.Instant
  /// How long the server may give no sign of life while commands run.
  var patience = Duration.seconds(60)

  var action: String {
    switch goal {
    case .login: "connect to \(endpoint)"
    case .hostKey, .rsaKey: "read the host key of \(endpoint)"
    }
  }
}
