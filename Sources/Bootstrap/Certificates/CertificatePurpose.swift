// SPDX-License-Identifier: Apache-2.0

/// What a key pair of a cluster is for; the raw value ends the name of its Secret, `<cluster>-ca`.
package enum CertificatePurpose: String, Sendable, CaseIterable {
  case authority = "ca"
  case etcdAuthority = "etcd"
  case frontProxyAuthority = "proxy"

  /// Signs service accounts' tokens: a bare key, whose public half stands for the certificate.
  case serviceAccount = "sa"

  /// With what API servers reach an etcd that is not ours; only ever the user's.
  case etcdClient = "apiserver-etcd-client"

  package func secretName(of cluster: String) -> String { "\(cluster)-\(rawValue)" }

  /// What a cluster needs before its first machine starts.
  package static func needed(withExternalEtcd isExternal: Bool) -> [CertificatePurpose] {
    let common: [CertificatePurpose] = [.authority, .serviceAccount, .frontProxyAuthority]
    return common + (isExternal ? [.etcdAuthority, .etcdClient] : [.etcdAuthority])
  }

  /// Whether it may be made here: an etcd that is not ours has its own.
  package func isMade(withExternalEtcd isExternal: Bool) -> Bool {
    switch self {
    case .authority, .frontProxyAuthority, .serviceAccount: true
    case .etcdAuthority: !isExternal
    case .etcdClient: false
    }
  }
}
