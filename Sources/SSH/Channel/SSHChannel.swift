// SPDX-License-Identifier: Apache-2.0

/// A command that runs on the server, with its input and output.
///
/// Ends, and is closed on the server, when it is let go. A command that is still running there then sees
/// its input and output closed; SSH has no other way to stop it.
package final class SSHChannel: Sendable {
  let core: ChannelCore
  // The connection lives as long as a channel of it is in use.
  private let connection: SSHConnection

  init(_ core: ChannelCore, on connection: SSHConnection) {
    self.core = core
    self.connection = connection
  }

  deinit {
    core.cancel()
  }

  /// Ends the channel from any thread: whoever waits on it gets an error that says "cancelled".
  package func cancel() {
    core.cancel()
  }

  /// Adds to the command's input; waits while the server takes no more. False where the command has
  /// ended already.
  @discardableResult
  package func write(_ bytes: [UInt8]) async throws(SSHError) -> Bool {
    try await value { $0.accept(bytes) }
  }

  package func endInput() {
    core.state.access { $0.endInput() }
    core.serve()
  }

  /// The next piece of output; nil when all of it has come.
  package func read() async throws(SSHError) -> SSHPiece? {
    try await value { $0.nextPiece() }
  }

  /// How the command ended, once it has.
  package func exit() async throws(SSHError) -> SSHExit {
    try await value { $0.whenEnded() }
  }

  /// The same channel for a thread that may block.
  package var blocking: SSHBlockingChannel { SSHBlockingChannel(self) }

  /// All output in pieces, both streams in the order in which they came.
  package var output: SSHOutput { SSHOutput(channel: self) }

  func value<Value: Sendable>(
    _ ready: @Sendable (inout ChannelState) -> Result<Value, SSHError>?
  ) async throws(SSHError) -> Value {
    let core = core
    let result = await withTaskCancellationHandler {
      await core.state.value(when: ready)
    } onCancel: {
      core.cancel()
    }
    core.serve()
    return try result.get()
  }
}

/// The output of a command, as it comes.
package struct SSHOutput: AsyncSequence, AsyncIteratorProtocol, Sendable {
  let channel: SSHChannel

  package func makeAsyncIterator() -> SSHOutput { self }

  package func next() async throws(SSHError) -> SSHPiece? { try await channel.read() }

  package func next(isolation: isolated (any Actor)?) async throws(SSHError) -> SSHPiece? {
    try await channel.read()
  }
}
