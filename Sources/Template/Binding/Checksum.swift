// SPDX-License-Identifier: Apache-2.0

import PKI

/// Short names made of longer ones, as APIs and their users have agreed on them.
package enum Checksum {
  /// FNV-1a of 32 bits, in hexadecimal digits.
  package static func fnv32a(_ text: String) -> String {
    var hash: UInt32 = 0x811c_9dc5
    for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return String(hash, radix: 16)
  }

  /// The UUID of a name within a namespace (RFC 9562, version 5); nil where `namespace` is no UUID.
  package static func uuid5(_ name: String, in namespace: String) -> String? {
    let digits = Array(namespace.utf8.filter { $0 != UInt8(ascii: "-") })
    guard digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: 32, by: 2) {
      let pair = String(decoding: digits[place...(place + 1)], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    var hash = Array(Digest.sha1(bytes + Array(name.utf8)).prefix(16))
    hash[6] = hash[6] & 0x0f | 0x50
    hash[8] = hash[8] & 0x3f | 0x80
    var text = ""
    for (place, byte) in hash.enumerated() {
      if [4, 6, 8, 10].contains(place) { text += "-" }
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
  }
}
