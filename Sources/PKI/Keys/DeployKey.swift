// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Log

/// A key with which to read a git repository over SSH, in the two texts that Flux keeps of it.
package struct DeployKey: Sendable {
  /// The private half, for `identity`.
  package let identity: Secret<String>

  /// The public half, for `identity.pub`, and for the repository's list of deploy keys.
  package let publicLine: String

  package enum Algorithm: Sendable, CaseIterable { case ed25519, ecdsaP384 }

  package static func make(
    _ algorithm: Algorithm = .ed25519, comment: String = ""
  ) async throws(PKIError) -> DeployKey {
    switch algorithm {
    case .ed25519: try ed25519(await PrivateKey.make(.ed25519), comment)
    case .ecdsaP384: try ecdsaP384(await PrivateKey.make(.ecdsaP384), comment)
    }
  }

  private static func ecdsaP384(_ key: PrivateKey, _ comment: String) throws(PKIError) -> DeployKey
  {
    var words = Wire()
    words.add("ecdsa-sha2-nistp384")
    words.add("nistp384")
    words.add(try key.publicKey.point())
    return DeployKey(
      identity: key.pem, publicLine: line("ecdsa-sha2-nistp384", words.bytes, comment))
  }

  private static func ed25519(_ key: PrivateKey, _ comment: String) throws(PKIError) -> DeployKey {
    let (seed, point) = try key.raw()
    var words = Wire()
    words.add("ssh-ed25519")
    words.add(point)
    let text = PEM("OPENSSH PRIVATE KEY", privateFile(words.bytes, seed, point, comment)).text
    return DeployKey(identity: Secret(text), publicLine: line("ssh-ed25519", words.bytes, comment))
  }

  private static func line(_ type: String, _ key: [UInt8], _ comment: String) -> String {
    "\(type) \(Base64.encode(key))" + (comment.isEmpty ? "" : " \(comment)")
  }

  /// The bytes of `openssh-key-v1`, without a passphrase (OpenSSH, PROTOCOL.key).
  private static func privateFile(
    _ publicKey: [UInt8], _ seed: [UInt8], _ point: [UInt8], _ comment: String
  ) -> [UInt8] {
    var secret = Wire()
    // Twice the same number: who decrypts sees by it that the passphrase was right.
    let number = UInt32.random(in: 0 ... .max)
    secret.add(number)
    secret.add(number)
    secret.add("ssh-ed25519")
    secret.add(point)
    secret.add(seed + point)
    secret.add(comment)
    secret.pad(to: 8)
    var file = Wire(Array("openssh-key-v1\0".utf8))
    file.add("none")
    file.add("none")
    file.add("")
    file.add(UInt32(1))
    file.add(publicKey)
    file.add(secret.bytes)
    return file.bytes
  }
}

/// SSH's encoding of numbers and strings.
private struct Wire {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func add(_ number: UInt32) {
    for shift in [24, 16, 8, 0] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  mutating func add(_ string: [UInt8]) {
    add(UInt32(string.count))
    bytes += string
  }

  mutating func add(_ string: String) { add(Array(string.utf8)) }

  mutating func pad(to size: Int) {
    var next: UInt8 = 1
    while bytes.count % size != 0 {
      bytes.append(next)
      next += 1
    }
  }
}

extension PublicKey {
  /// The point of an elliptic-curve key, uncompressed.
  fileprivate func point() throws(PKIError) -> [UInt8] {
    let key = try open()
    var point: UnsafeMutablePointer<UInt8>?
    let count = unsafe EVP_PKEY_get1_encoded_public_key(key.pointer, &point)
    defer { unsafe openssl_free(point) }
    guard count > 0 else { throw .fromOpenSSL("read public key") }
    return unsafe Array(UnsafeBufferPointer(start: point, count: count))
  }
}

extension PrivateKey {
  /// Both halves of an Ed25519 key.
  fileprivate func raw() throws(PKIError) -> (seed: [UInt8], point: [UInt8]) {
    let key = try open()
    var seed = [UInt8](repeating: 0, count: 32)
    var point = seed
    var count = 32
    try check("read private key", unsafe EVP_PKEY_get_raw_private_key(key.pointer, &seed, &count))
    try check("read private key", unsafe EVP_PKEY_get_raw_public_key(key.pointer, &point, &count))
    return (seed, point)
  }
}
