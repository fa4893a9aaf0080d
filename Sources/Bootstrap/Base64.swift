// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Base64 as Secrets and cloud-init take it: padded, on one line.
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  static func encode(_ text: String) -> String { encode(Array(text.utf8)) }

  /// Line breaks are passed over, as decoders everywhere do; nil where it is not base64.
  static func decode(_ text: String) -> [UInt8]? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return Data(base64Encoded: Data(digits)).map { Array($0) }
  }
}
