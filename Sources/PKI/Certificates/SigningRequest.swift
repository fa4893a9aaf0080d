// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// What the holder of a key asks an authority to put into a certificate.
package struct SigningRequest: Sendable, Equatable {
  package let der: [UInt8]
  package let subject: Subject
  package let names: [String]
  package let publicKey: PublicKey

  /// Makes one, and signs it with the key that it is for.
  package init(
    _ subject: Subject, names: [String] = [], with key: PrivateKey
  ) throws(PKIError) {
    let action = "make signing request \(subject)"
    let request = unsafe try Owned(action, X509_REQ_new(), X509_REQ_free)
    let object = unsafe request.pointer
    let signer = try key.open()
    try unsafe subject.write(to: X509_REQ_get_subject_name(object), action)
    try check(action, unsafe X509_REQ_set_pubkey(object, signer.pointer))
    if !names.isEmpty {
      let setting = try AlternativeNames.setting(names, action)
      try check(action, unsafe openssl_request_names(object, setting))
    }
    try check(action, unsafe X509_REQ_sign(object, signer.pointer, key.signatureDigest(signer)))
    try self.init(request)
  }

  /// Reads the first request of `pem`. Fails unless its own key signed it.
  package init(pem: String) throws(PKIError) {
    let labels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]
    guard let block = try PEM.blocks(of: pem).first(where: { labels.contains($0.label) }) else {
      throw PKIError("read signing request", "there is no PEM block of one")
    }
    unsafe try self.init(
      Owned.read("read signing request", block.bytes, unsafe d2i_X509_REQ, X509_REQ_free))
  }

  package var pem: String { PEM("CERTIFICATE REQUEST", der).text }

  private init(_ request: borrowing Owned) throws(PKIError) {
    let action = "read signing request"
    let object = unsafe request.pointer
    let key = unsafe X509_REQ_get0_pubkey(object)
    try check(action, unsafe X509_REQ_verify(object, key))
    der = unsafe try encoded(action) { unsafe i2d_X509_REQ(object, $0) }
    subject = unsafe Subject(reading: X509_REQ_get_subject_name(object))
    names = unsafe AlternativeNames.read(openssl_requested_names(object))
    publicKey = PublicKey(der: unsafe try encoded(action) { unsafe i2d_PUBKEY(key, $0) })
  }
}

extension Authority {
  /// Grants `request`, for what the authority chooses to let its holder be.
  package func grant(
    _ request: SigningRequest, for usages: Set<Certificate.Usage>, lifetime: Duration = .years(1)
  ) throws(PKIError) -> Certificate {
    var leaf = Leaf(request.subject, for: usages, names: request.names)
    leaf.lifetime = lifetime
    return try issue(leaf, for: request.publicKey)
  }
}
