// SPDX-License-Identifier: Apache-2.0

/// Asks a server for its keys, as `ssh-keyscan` does: whoever answers is believed.
package enum HostKeyScan {
  /// One key of each type that the server has and libssh2 can check, and an RSA key that others can.
  package static func keys(
    of endpoint: SSHEndpoint, deadline: ContinuousClock.Instant
  ) async throws(SSHError) -> [HostKey] {
    var keys: [HostKey] = []
    var failure: SSHError?
    for type in HostKeyType.allCases {
      do throws(SSHError) {
        keys.append(try await key(of: endpoint, .hostKey(type), deadline))
      } catch {
        guard error.kind == .noCommonAlgorithm else { throw error }
        failure = error
      }
    }
    if !keys.contains(where: { $0.type == .rsa }) {
      do throws(SSHError) {
        keys.append(try await key(of: endpoint, .rsaKey, deadline))
      } catch {
        // It is one more, where there are others.
        if keys.isEmpty { throw failure ?? error }
      }
    }
    return keys
  }

  private static func key(
    of endpoint: SSHEndpoint, _ goal: ConnectRequest.Goal, _ deadline: ContinuousClock.Instant
  ) async throws(SSHError) -> HostKey {
    let request = ConnectRequest(endpoint: endpoint, goal: goal, deadline: deadline)
    return try await ConnectionCore.connect(request).ready()
  }
}
