// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Log

/// A private key. It never prints: reading it takes `reveal()`.
package struct PrivateKey: Sendable, Equatable {
  /// The key in the form that its kind has by tradition (PKCS #1, SEC 1), else in PKCS #8.
  package let der: Secret<[UInt8]>

  package let publicKey: PublicKey

  private let label: String
  private let handle: KeyHandle

  /// Reads the first private key of `pem`.
  package init(pem: String) throws(PKIError) {
    let action = "read private key"
    guard let block = try PEM.blocks(of: pem).first(where: { $0.label.hasSuffix("PRIVATE KEY") })
    else { throw PKIError(action, "there is no PEM block of one") }
    if block.isEncrypted {
      throw PKIError(action, "it is encrypted", hint: "decrypt it with openssl pkey")
    }
    if block.label == "OPENSSH PRIVATE KEY" {
      throw PKIError(
        action, "it is in OpenSSH's own format", hint: "convert it with ssh-keygen -p -m PEM")
    }
    guard block.label == "EC PRIVATE KEY", let found = Curve.read(block.bytes) else {
      try self.init(der: block.bytes)
      return
    }
    try self.init(found.curve.key(found.numbers), found)
  }

  /// Reads a key from the bytes of PKCS #1, SEC 1 or PKCS #8.
  package init(der: [UInt8]) throws(PKIError) {
    let key = unsafe try Owned.read(
      "read private key", der, unsafe d2i_AutoPrivateKey, EVP_PKEY_free)
    try self.init(key)
  }

  init(_ key: consuming Owned) throws(PKIError) {
    if let found = Curve.numbers(of: key) {
      self.init(key, found)
      return
    }
    let bytes = unsafe try encoded("write private key") { unsafe i2d_PrivateKey(key.pointer, $0) }
    let half = unsafe try encoded("write public key") { unsafe i2d_PUBKEY(key.pointer, $0) }
    self.init(Self.label(of: key), bytes, half, KeyHandle(key))
  }

  private init(_ key: consuming Owned, _ found: (curve: Curve, numbers: Curve.Numbers)) {
    self.init(
      "EC PRIVATE KEY", found.curve.privateKey(found.numbers),
      found.curve.publicKey(found.numbers.point), KeyHandle(key))
  }

  private init(_ label: String, _ der: [UInt8], _ half: [UInt8], _ handle: KeyHandle) {
    self.label = label
    self.der = Secret(der)
    self.handle = handle
    publicKey = PublicKey(der: half, handle)
  }

  private static func label(of key: borrowing Owned) -> String {
    if unsafe EVP_PKEY_is_a(key.pointer, "RSA") == 1 { return "RSA PRIVATE KEY" }
    if unsafe EVP_PKEY_is_a(key.pointer, "EC") == 1 { return "EC PRIVATE KEY" }
    return "PRIVATE KEY"
  }

  /// The key as kubeadm and Cluster API write it.
  package var pem: Secret<String> { Secret(PEM(label, der.reveal()).text) }

  func open() throws(PKIError) -> Owned { try handle.share("use private key") }

  package static func == (one: PrivateKey, other: PrivateKey) -> Bool { one.der == other.der }
}
