// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What is remembered of a resource: an entry of `status.resources`.
package struct Record: Sendable, Hashable {
  package enum State: String, Sendable {
    /// Written before the call that makes it.
    case creating = "Creating"
    case updating = "Updating"
    case deleting = "Deleting"
    /// It is there, and not yet usable.
    case starting = "Starting"
    case ready = "Ready"
    /// Making it did not work, and is tried again.
    case failed = "Failed"
    /// Making it, or changing it, was refused for good.
    case refused = "Refused"
    case updateRefused = "UpdateRefused"
    /// It is not ours: used, and let be.
    case foreign = "Foreign"
  }

  /// As the pack calls it, with its key: `subnet[a]`.
  package var name: String
  /// Where its calls go.
  package var id: String
  package var state: State
  /// How to go on with an operation that runs.
  package var operation: String?
  /// Of what was asked for last.
  package var hash: String?
  /// Why it failed.
  package var message: String?
  /// Since when the state is what it is, in seconds of the common era.
  package var since: Int64
  /// How often what has failed was asked for again.
  package var tries: Int64 = 0

  package init(_ name: String, id: String, _ state: State, since: Int64) {
    self.name = name
    self.id = id
    self.state = state
    self.since = since
  }

  /// The name in the pack.
  package var template: String { String(name.prefix { $0 != "[" }) }

  mutating func become(_ state: State, at now: Int64) {
    if self.state != state { since = now }
    self.state = state
    message = nil
  }

  /// It has been there.
  var hasBeen: Bool { [.starting, .ready, .updating, .updateRefused].contains(state) }
  var isRefused: Bool { state == .refused || state == .updateRefused }

  /// Takes down what went wrong.
  mutating func suffer(_ trouble: Trouble, at now: Int64) {
    let state: State =
      switch trouble.response {
      case .giveUp where !hasBeen && self.state != .deleting: .refused
      case .giveUp where trouble.purpose == .update: .updateRefused
      case _ where self.state == .creating: .failed
      default: self.state
      }
    if state == .refused || state == .updateRefused { since = now }
    become(state, at: now)
    message = "\(trouble)"
  }
}
