// SPDX-License-Identifier: Apache-2.0

/// What makes a server's key good enough.
package enum HostKeyPolicy: Sendable {
  /// Only the keys that known_hosts has for the server.
  case known(KnownHosts)
  /// Any key: whoever answers is believed. For servers that were made a moment ago, over a network that
  /// is trusted.
  case insecure
}

/// The decision whether to go on with a server that has shown its key.
struct HostKeyCheck {
  let endpoint: SSHEndpoint
  let action: String

  func unknown(_ key: HostKey, knownTypes: [HostKeyType]) -> SSHError {
    let also = knownTypes.map(\.rawValue).joined(separator: ", ")
    return SSHError(
      action,
      "the host key is not known: \(key.type.rawValue) \(key.fingerprint)"
        + (also.isEmpty ? "" : " (known_hosts has only \(also) for it)"),
      hint: "if that is the server's fingerprint, add to known_hosts: \(key.line(for: endpoint))",
      kind: .hostKeyUnknown)
  }

  func changed(_ key: HostKey) -> SSHError {
    SSHError(
      action,
      "the host key has changed: known_hosts has another than \(key.type.rawValue) \(key.fingerprint)",
      hint: "somebody may be listening in; if the server did get a new key, replace its line in "
        + "known_hosts by: \(key.line(for: endpoint))",
      kind: .hostKeyChanged)
  }

  func revoked(_ key: HostKey) -> SSHError {
    SSHError(
      action, "known_hosts has revoked the host key: \(key.type.rawValue) \(key.fingerprint)",
      kind: .hostKeyChanged)
  }
}
