// SPDX-License-Identifier: Apache-2.0

import SSH
import Synchronization

/// Connections to SSH servers, kept for a while after use: who asks each second, or fetches what was just
/// listed, pays for no handshake.
///
/// One conversation has a connection to itself, as servers bound how many commands one may run. None is
/// used for longer than half a minute, so that a key which a server forgets opens nothing for long.
package final class SSHConnections: Sendable {
  struct Kept: Sendable {
    let connection: SSHConnection
    let login: SSHLogin
    var made = ContinuousClock.now
  }

  private struct State {
    var idle: [(kept: Kept, since: ContinuousClock.Instant)] = []
    var isTended = false
  }

  private static let age = Duration.seconds(30)
  private static let rest = Duration.seconds(10)
  private let state = Mutex(State())

  package init() {}

  /// One that is free, for the same login.
  func take(_ login: SSHLogin) -> Kept? {
    state.withLock { state in
      Self.drop(&state)
      guard let index = state.idle.lastIndex(where: { $0.kept.login == login }) else { return nil }
      return state.idle.remove(at: index).kept
    }
  }

  func give(back kept: Kept) {
    let tends = state.withLock { state in
      state.idle.append((kept, .now))
      Self.drop(&state)
      defer { state.isTended = true }
      return !state.isTended
    }
    guard tends else { return }
    Task { [weak self] in
      repeat { try? await Task.sleep(for: Self.rest) } while self?.isInUse() == true
    }
  }

  /// Lets go of what nobody came for; false where nothing is left.
  private func isInUse() -> Bool {
    state.withLock { state in
      Self.drop(&state)
      state.isTended = !state.idle.isEmpty
      return state.isTended
    }
  }

  private static func drop(_ state: inout State) {
    let now = ContinuousClock.now
    state.idle.removeAll {
      $0.kept.connection.isOver || now - $0.kept.made > age || now - $0.since > rest
    }
  }
}

/// Whom to be on which server, and how to know it.
struct SSHLogin: Sendable, Equatable {
  let endpoint: SSHEndpoint
  let identity: SSHIdentity
  let hosts: KnownHosts
}
