// SPDX-License-Identifier: Apache-2.0

import Manifest
import PKI

/// A JSON Web Token: claims, and a signature that says who made them.
struct WebToken {
  let claims: Value

  init(_ claims: Value) { self.claims = claims }

  /// Reads a token that one of these keys has signed; nil for any other text.
  init?(_ text: String, keys: [String: PublicKey]) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3,
      let head = Base64URL.decode(parts[0]).flatMap({ try? JSON.parse($0, name: "token") }),
      let key = head["kid"]?.string.flatMap({ keys[$0] }),
      // The key says how it signs: what the token says of that is not to be trusted.
      let algorithm = key.tokenAlgorithm, head["alg"]?.string == algorithm,
      let signature = Base64URL.decode(parts[2]),
      key.verifies(signature, of: Array("\(parts[0]).\(parts[1])".utf8)),
      let claims = Base64URL.decode(parts[1]).flatMap({ try? JSON.parse($0, name: "token") })
    else { return nil }
    self.claims = claims
  }

  func signed(by key: PrivateKey, id: String) throws(PKIError) -> String {
    let head: Value = [
      "alg": .string(key.publicKey.tokenAlgorithm ?? ""), "kid": .string(id),
    ]
    let text = Base64URL.encode(JSON.bytes(head)) + "." + Base64URL.encode(JSON.bytes(claims))
    return text + "." + Base64URL.encode(try key.sign(Array(text.utf8)))
  }
}

/// Base64 with the digits of URLs, without padding.
enum Base64URL {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      let bits = chunk.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - chunk.count))
      for place in 0...chunk.count {
        text.append(digits[Int(bits >> UInt32(18 - 6 * place)) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Nil where there is a digit that is none, or bits that belong to no byte.
  static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for digit in text.utf8 {
      guard let value = digits.firstIndex(of: digit) else { return nil }
      bits = (bits << 6 | UInt32(value)) & 0xffff
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return count < 6 && bits & (1 << UInt32(count) - 1) == 0 ? bytes : nil
  }
}
