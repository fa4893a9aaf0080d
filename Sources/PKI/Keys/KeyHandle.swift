// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A key as OpenSSL holds it, beside its bytes: to read those again costs more than to sign.
///
/// Unchecked, for nothing changes a key once it is made, and OpenSSL counts who uses it under a lock.
final class KeyHandle: @unchecked Sendable {
  private let key: Owned

  init(_ key: consuming Owned) { self.key = key }

  /// The key, for one more who uses it.
  func share(_ action: String) throws(PKIError) -> Owned {
    try check(action, unsafe EVP_PKEY_up_ref(key.pointer))
    return unsafe try Owned(action, key.pointer, EVP_PKEY_free)
  }
}
