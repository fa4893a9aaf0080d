// SPDX-License-Identifier: Apache-2.0

import Log
import PKI
import Synchronization

/// The pairs that were found to be sound, by hash.
///
/// Whether a key fits its certificate never changes, and to read a key costs more than the rest of a pass.
enum SoundPairs {
  private static let known = Mutex<Set<SIMD2<UInt64>>>([])
  private static let limit = 100_000

  static func contains(_ pair: KeyPair, for purpose: CertificatePurpose) -> Bool {
    let mark = mark(pair, purpose)
    return known.withLock { $0.contains(mark) }
  }

  static func add(_ pair: KeyPair, for purpose: CertificatePurpose) {
    let mark = mark(pair, purpose)
    known.withLock { known in
      if known.count >= limit { known.removeAll() }
      known.insert(mark)
    }
  }

  private static func mark(_ pair: KeyPair, _ purpose: CertificatePurpose) -> SIMD2<UInt64> {
    let text = "\(purpose.rawValue)\0\(pair.certificate)\0\(pair.key?.reveal() ?? "")"
    let hash = Digest.sha256(Array(text.utf8))
    func word(_ place: Int) -> UInt64 {
      hash[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    return SIMD2(word(0), word(8))
  }
}
