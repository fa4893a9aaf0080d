// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// All that a new certificate says, but for its key and its issuer.
struct Draft {
  let subject: Subject
  let notBefore: Int
  let notAfter: Int

  /// Extensions in OpenSSL's configuration language, by their number there.
  let extensions: [(kind: Int32, value: String)]

  private var action: String { "issue certificate \(subject)" }

  /// Makes it a certificate of `publicKey`, signed with `key`; without an issuer, by itself.
  func sign(
    for publicKey: PublicKey, by issuer: Certificate?, with key: PrivateKey
  ) throws(PKIError) -> Certificate {
    let certificate = unsafe try Owned(action, X509_new(), X509_free)
    let object = unsafe certificate.pointer
    try check(action, unsafe X509_set_version(object, Int(X509_VERSION_3)))
    try unsafe writeSerial(to: object)
    try unsafe writeTimes(to: object)
    try unsafe subject.write(to: X509_get_subject_name(object), action)
    try unsafe write(publicKey, to: object)
    if let issuer {
      try unsafe write(extensions, to: object, issuer: issuer.open())
    } else {
      try unsafe write(extensions, to: object, issuer: certificate)
    }
    let signer = try key.open()
    try check(action, unsafe X509_sign(object, signer.pointer, key.signatureDigest(signer)))
    let made = try Certificate(certificate)
    KnownCertificates.add(made)
    return made
  }

  /// A positive number of 127 random bits: no two certificates share one.
  private func writeSerial(to object: OpaquePointer) throws(PKIError) {
    var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
    bytes[0] = bytes[0] & 0x7f | 0x40
    let number = unsafe try Owned(action, BN_bin2bn(bytes, Int32(bytes.count), nil), BN_free)
    let serial = unsafe X509_get_serialNumber(object)
    guard unsafe BN_to_ASN1_INTEGER(number.pointer, serial) != nil else {
      throw .fromOpenSSL(action)
    }
  }

  private func writeTimes(to object: OpaquePointer) throws(PKIError) {
    guard unsafe ASN1_TIME_set(X509_getm_notBefore(object), notBefore) != nil,
      unsafe ASN1_TIME_set(X509_getm_notAfter(object), notAfter) != nil
    else { throw .fromOpenSSL(action) }
  }

  private func write(_ key: PublicKey, to object: OpaquePointer) throws(PKIError) {
    if let (curve, point) = Curve.point(key.der) {
      let bytes = Array(point)
      try check(
        action, unsafe openssl_set_point(object, curve.identifier, bytes, bytes.count))
    } else {
      let holder = try key.open()
      try check(action, unsafe X509_set_pubkey(object, holder.pointer))
    }
  }

  private func write(
    _ extensions: [(kind: Int32, value: String)], to object: OpaquePointer,
    issuer: borrowing Owned
  ) throws(PKIError) {
    try check(
      action,
      unsafe X509_set_issuer_name(object, X509_get_subject_name(issuer.pointer)))
    for (kind, value) in extensions {
      try check(action, unsafe openssl_add_extension(object, issuer.pointer, kind, value))
    }
    // A user's own CA may have no identifier to point to.
    if unsafe X509_get0_subject_key_id(issuer.pointer) != nil, unsafe issuer.pointer != object {
      try check(
        action,
        unsafe openssl_add_extension(object, issuer.pointer, NID_authority_key_identifier, "keyid"))
    }
  }
}

extension PrivateKey {
  /// What is hashed with before this key signs: SHA-256, SHA-384 with P-384, nothing with Ed25519.
  func signatureDigest(_ key: borrowing Owned) -> OpaquePointer? {
    if unsafe EVP_PKEY_is_a(key.pointer, "ED25519") == 1 { return nil }
    let isLong =
      unsafe EVP_PKEY_is_a(key.pointer, "EC") == 1 && EVP_PKEY_get_bits(key.pointer) > 256
    return unsafe isLong ? EVP_sha384() : EVP_sha256()
  }
}
