// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Value {
  /// A short hash that is the same in every run of every version (FNV-1a of 64 bits), whatever the order of
  /// keys.
  var stableHash: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in JSON.text(sorted).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private var sorted: Value {
    switch self {
    case .map(let map):
      .map(Map(map.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted) }))
    case .list(let items): .list(items.map(\.sorted))
    default: self
    }
  }
}
