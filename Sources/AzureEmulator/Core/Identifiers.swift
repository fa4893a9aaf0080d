// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import PKI

/// A UUID made of a text: the same whenever, so that runs can be compared.
func stableUUID(_ text: String) -> String {
  var bytes = Array(Digest.sha256(Array(text.utf8)).prefix(16))
  bytes[6] = bytes[6] & 0x0f | 0x40
  bytes[8] = bytes[8] & 0x3f | 0x80
  let digits = Array(bytes.hexadecimal)
  return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
    .joined(separator: "-")
}

/// Now, as answers have it: `2026-01-31T12:00:00Z`.
func timestamp(_ seconds: Double) -> String {
  Date(timeIntervalSince1970: seconds).formatted(.iso8601)
}

extension [UInt8] {
  /// The bytes behind base64, of either alphabet, padded or not; nil if it is none.
  init?(base64 text: String) {
    var text = text.replacing("-", with: "+").replacing("_", with: "/")
    while text.utf8.count % 4 != 0 { text += "=" }
    guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
      return nil
    }
    self = Array(data)
  }
}
