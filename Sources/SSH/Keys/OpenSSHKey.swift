// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A private key in the format that `ssh-keygen` writes, as far as it can be read without a passphrase.
///
/// Also keeps from libssh2 what it cannot digest: it frees memory twice when the parameters of an
/// encrypted key make no sense.
struct OpenSSHKey {
  private static let types = [
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
  ]
  private static let ciphers = [
    "aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc",
  ]

  let type: String
  let isEncrypted: Bool
  /// The same key as PEM, where libssh2 leaks memory with the original: for ECDSA.
  let pem: String?

  init(base64: String) throws(PrivateKey.Problem) {
    let magic = Array("openssh-key-v1\0".utf8)
    guard let bytes = Data(base64Encoded: base64), bytes.starts(with: magic) else {
      throw PrivateKey.Problem(cause: "the private key is damaged")
    }
    var fields = WireReader(bytes.dropFirst(magic.count))
    guard let cipher = fields.text(), let derivation = fields.text(), var options = fields.bytes(),
      fields.number() == 1, var publicKey = fields.bytes(), let type = publicKey.text(),
      var secret = fields.bytes()
    else { throw PrivateKey.Problem(cause: "the private key is damaged") }
    guard OpenSSHKey.types.contains(type) else {
      throw PrivateKey.Problem(
        cause: "private keys of type \(type) cannot be used", hint: "use an ed25519 or ecdsa key")
    }
    self.type = type
    isEncrypted = cipher != "none"
    if isEncrypted {
      try OpenSSHKey.check(cipher, derivation, &options)
      pem = nil
    } else {
      pem = try OpenSSHKey.pem(of: &secret, type)
    }
  }

  private static func pem(
    of secret: inout WireReader, _ type: String
  ) throws(PrivateKey.Problem) -> String? {
    let damage = PrivateKey.Problem(cause: "the private key is damaged")
    guard let check = secret.number(), check == secret.number(), secret.text() == type else {
      throw damage
    }
    guard type.hasPrefix("ecdsa-") else { return nil }
    guard let key = ECKeyPEM(&secret) else { throw damage }
    return key.text
  }

  private static func check(
    _ cipher: String, _ derivation: String, _ options: inout WireReader
  ) throws(PrivateKey.Problem) {
    guard ciphers.contains(cipher) else {
      throw PrivateKey.Problem(
        cause: "the private key is encrypted with \(cipher), which cannot be read",
        hint: "encrypt it with another cipher: ssh-keygen -p -Z aes256-ctr -f FILE")
    }
    guard derivation == "bcrypt", let salt = options.bytes(), !salt.rest.isEmpty,
      let rounds = options.number(), rounds > 0
    else { throw PrivateKey.Problem(cause: "the private key is damaged") }
    // A login derives the key twice, at some 8 ms a round, and nothing can interrupt it.
    guard rounds <= 256 else {
      throw PrivateKey.Problem(
        cause: "the private key is encrypted with \(rounds) rounds of bcrypt, more than 256",
        hint: "encrypt it with fewer: ssh-keygen -p -a 64 -f FILE")
    }
  }
}
