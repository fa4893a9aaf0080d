// SPDX-License-Identifier: Apache-2.0

/// A channel as its user and the connection's thread both know it.
final class ChannelCore: Sendable {
  let command: String
  let action: String
  let deadline: ContinuousClock.Instant?
  let state = Monitor(ChannelState())
  let wakeUp: WakeUp

  init(_ command: String, action: String, deadline: ContinuousClock.Instant?, _ wakeUp: WakeUp) {
    self.command = command
    self.action = action
    self.deadline = deadline
    self.wakeUp = wakeUp
  }

  /// Called after the user did something, so that the connection's thread does its part.
  func serve() {
    if state.access({ $0.takeService() }) { wakeUp.ring() }
  }

  /// Ends the channel for its user at once; the connection's thread then tells the server.
  func end(_ error: SSHError) {
    state.change { $0.end(.failure(error)) }
    wakeUp.ring()
  }

  func cancel() {
    end(SSHError(action, "cancelled", kind: .cancelled))
  }
}
