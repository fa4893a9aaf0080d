// SPDX-License-Identifier: Apache-2.0

/// Asks a server for its keys, as `ssh-keyscan` does: whoever answers is believed.
package enum HostKeyScan {
  /// One key of each type that the server has and libssh2 can check.
  package static func keys(
    of endpoint: SSHEndpoint, deadline: ContinuousClock.Instant
  ) async throws(SSHError) -> [HostKey] {
    var keys: [HostKey] = []
    var failure: SSHError?
    for type in HostKeyType.allCases {
      let request = ConnectRequest(endpoint: endpoint, goal: .hostKey(type), deadline: deadline)
      do throws(SSHError) {
        keys.append(try await ConnectionCore.connect(request).ready())
      } catch {
        guard error.kind == .noCommonAlgorithm else { throw error }
        failure = error
      }
    }
    if keys.isEmpty, let failure { throw failure }
    return keys
  }
}
