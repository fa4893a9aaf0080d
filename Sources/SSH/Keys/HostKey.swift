// SPDX-License-Identifier: Apache-2.0

import CSSH2
import FoundationEssentials

/// The types of host key that libssh2 can check, the ones to prefer first.
package enum HostKeyType: String, Sendable, CaseIterable {
  case ed25519 = "ssh-ed25519"
  case ecdsa256 = "ecdsa-sha2-nistp256"
  case ecdsa384 = "ecdsa-sha2-nistp384"
  case ecdsa521 = "ecdsa-sha2-nistp521"
  case rsa = "ssh-rsa"

  init?(libssh2 code: Int32) {
    switch code {
    case LIBSSH2_HOSTKEY_TYPE_ED25519: self = .ed25519
    case LIBSSH2_HOSTKEY_TYPE_ECDSA_256: self = .ecdsa256
    case LIBSSH2_HOSTKEY_TYPE_ECDSA_384: self = .ecdsa384
    case LIBSSH2_HOSTKEY_TYPE_ECDSA_521: self = .ecdsa521
    case LIBSSH2_HOSTKEY_TYPE_RSA: self = .rsa
    default: return nil
    }
  }

  /// What `libssh2_knownhost_check` calls this type.
  var knownHostMask: Int32 {
    switch self {
    case .ed25519: LIBSSH2_KNOWNHOST_KEY_ED25519
    case .ecdsa256: LIBSSH2_KNOWNHOST_KEY_ECDSA_256
    case .ecdsa384: LIBSSH2_KNOWNHOST_KEY_ECDSA_384
    case .ecdsa521: LIBSSH2_KNOWNHOST_KEY_ECDSA_521
    case .rsa: LIBSSH2_KNOWNHOST_KEY_SSHRSA
    }
  }
}

/// The public key by which a server proves who it is.
package struct HostKey: Sendable, Hashable {
  package let type: HostKeyType
  /// The key as known_hosts has it.
  package let base64: String
  /// The fingerprint as `ssh` prints it: `SHA256:…`.
  package let fingerprint: String

  init(type: HostKeyType, blob: [UInt8], sha256: [UInt8]) {
    self.type = type
    base64 = Data(blob).base64EncodedString()
    let hash = Data(sha256).base64EncodedString()
    fingerprint = "SHA256:" + hash.prefix { $0 != "=" }
  }

  /// The line of known_hosts that makes this key the one of that server.
  package func line(for endpoint: SSHEndpoint) -> String {
    "\(KnownHosts.name(of: endpoint)) \(type.rawValue) \(base64)"
  }
}
