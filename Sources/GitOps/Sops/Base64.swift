// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Base64 as age and SOPS write it: with or without padding, line breaks anywhere.
enum Base64 {
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var digits = text.utf8.filter { !" \t\r\n".utf8.contains($0) }
    while digits.count % 4 != 0 { digits.append(UInt8(ascii: "=")) }
    guard let data = Data(base64Encoded: Data(digits)),
      // Bits behind the last byte would let one text be written in several ways.
      data.base64EncodedData().elementsEqual(digits)
    else { return nil }
    return Array(data)
  }
}
