// SPDX-License-Identifier: Apache-2.0

import Manifest
import PKI
import Template
import Site

extension ClusterVariables {
  /// Where a value was found, as far as a roll-out is concerned. `key` is what secret values are known
  /// again by, and empty where they do not count.
  func source(of reference: Reference, key: [UInt8]) -> BoundVariables.Source {
    switch find(reference) {
    case .found(let value):
      .plain(JSON.text(value))
    case .secret(let value):
      isFromEnvironment(reference)
        ? .environment : .secret(hmac: Self.fingerprint(of: value, key))
    case .missing: .unresolved
    }
  }

  private func isFromEnvironment(_ reference: Reference) -> Bool {
    places.first { $0.values?[reference.word] != nil }?.isEnvironment ?? false
  }

  private static func fingerprint(of value: Value, _ key: [UInt8]) -> String {
    guard !key.isEmpty else { return "" }
    return Digest.sha256.hmac(Array(JSON.text(value).utf8), key: key).hexadecimal
  }
}
