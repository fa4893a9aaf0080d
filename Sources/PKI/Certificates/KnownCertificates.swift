// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What was read before, by its bytes, which say the same for ever. OpenSSL takes longer to read a
/// certificate than to make one.
enum KnownCertificates {
  private static let known = Mutex<[[UInt8]: Certificate]>([:])
  private static let limit = 4096

  static subscript(der: [UInt8]) -> Certificate? { known.withLock { $0[der] } }

  static func add(_ certificate: Certificate) {
    known.withLock { known in
      if known.count >= limit { known.removeAll() }
      known[certificate.der] = certificate
    }
  }
}
