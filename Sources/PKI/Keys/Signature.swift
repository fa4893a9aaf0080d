// SPDX-License-Identifier: Apache-2.0

import COpenSSL

extension PublicKey {
  /// What JSON Web Tokens call the way such a key signs: `RS256`, `ES256`; nil for keys that sign none.
  package var tokenAlgorithm: String? {
    guard let key = try? open() else { return nil }
    if unsafe EVP_PKEY_is_a(key.pointer, "RSA") == 1 { return "RS256" }
    let isShort = unsafe EVP_PKEY_get_bits(key.pointer) == 256
    return unsafe isShort && EVP_PKEY_is_a(key.pointer, "EC") == 1 ? "ES256" : nil
  }

  /// Whether a signature of these bytes, as JSON Web Tokens have it, was made with this key's other half.
  package func verifies(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    guard let algorithm = tokenAlgorithm, let key = try? open() else { return false }
    var signature = signature
    if algorithm == "ES256" {
      guard signature.count == 64 else { return false }
      signature = CurvePoint(joined: signature).der
    }
    guard let context = unsafe EVP_MD_CTX_new() else { return false }
    defer { unsafe EVP_MD_CTX_free(context) }
    let isGood =
      unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key.pointer) == 1
      && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    // A bad signature leaves a note that the next to fail would take for its own.
    if !isGood { ERR_clear_error() }
    return isGood
  }
}

extension PrivateKey {
  /// Signs bytes as JSON Web Tokens have it.
  package func sign(_ bytes: [UInt8]) throws(PKIError) -> [UInt8] {
    let action = "sign"
    guard let algorithm = publicKey.tokenAlgorithm else {
      throw PKIError(action, "the key is neither RSA nor of the curve P-256")
    }
    let key = try open()
    let context = unsafe try Owned(action, EVP_MD_CTX_new(), EVP_MD_CTX_free)
    try check(
      action, unsafe EVP_DigestSignInit(context.pointer, nil, EVP_sha256(), nil, key.pointer))
    var count = 0
    try check(
      action, unsafe EVP_DigestSign(context.pointer, nil, &count, bytes, bytes.count))
    var code: Int32 = 0
    let signature = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      code = unsafe EVP_DigestSign(
        context.pointer, buffer.baseAddress, &count, bytes, bytes.count)
      written = code == 1 ? count : 0
    }
    try check(action, code)
    return algorithm == "ES256" ? CurvePoint(der: signature).joined : signature
  }
}

/// The two numbers of a signature on P-256: one after the other in a token, in DER for OpenSSL.
private struct CurvePoint {
  private let numbers: [[UInt8]]

  init(joined bytes: [UInt8]) { numbers = [Array(bytes[..<32]), Array(bytes[32...])] }

  /// DER that OpenSSL wrote: a sequence of two integers, all lengths below 128.
  init(der: [UInt8]) {
    var numbers: [[UInt8]] = []
    var place = 2
    while place + 1 < der.count {
      let end = place + 2 + Int(der[place + 1])
      numbers.append(Array(der[(place + 2)..<end]))
      place = end
    }
    self.numbers = numbers
  }

  var joined: [UInt8] {
    numbers.flatMap { number in
      let digits = number.drop { $0 == 0 }
      return [UInt8](repeating: 0, count: 32 - digits.count) + digits
    }
  }

  var der: [UInt8] {
    let body = numbers.flatMap { number -> [UInt8] in
      var digits = Array(number.drop { $0 == 0 })
      // A first bit that is set would make the number negative.
      if digits.first ?? 0x80 >= 0x80 { digits.insert(0, at: 0) }
      return [0x02, UInt8(digits.count)] + digits
    }
    return [0x30, UInt8(body.count)] + body
  }
}
