// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Glibc

extension Certificate {
  init(_ certificate: borrowing Owned) throws(PKIError) {
    let action = "read certificate"
    let object = unsafe certificate.pointer
    der = unsafe try encoded(action) { unsafe i2d_X509(object, $0) }
    subject = unsafe Subject(reading: X509_get_subject_name(object))
    issuer = unsafe Subject(reading: X509_get_issuer_name(object))
    names = unsafe AlternativeNames.read(
      X509_get_ext_d2i(object, NID_subject_alt_name, nil, nil))
    usages = unsafe Self.usages(X509_get_extended_key_usage(object))
    isAuthority = unsafe X509_check_ca(object) == 1
    publicKey = PublicKey(
      der: unsafe try encoded(action) { unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(object), $0) })
    notBefore = unsafe try Self.seconds(X509_get0_notBefore(object), action)
    notAfter = unsafe try Self.seconds(X509_get0_notAfter(object), action)
  }

  /// The usages that OpenSSL's flags stand for; all flags are set where the certificate says none.
  private static func usages(_ flags: UInt32) -> Set<Usage> {
    guard flags != .max else { return [] }
    var usages: Set<Usage> = []
    if flags & UInt32(XKU_SSL_CLIENT) != 0 { usages.insert(.client) }
    if flags & UInt32(XKU_SSL_SERVER) != 0 { usages.insert(.server) }
    return usages
  }

  private static func seconds(
    _ time: UnsafePointer<ASN1_TIME>?, _ action: String
  ) throws(PKIError) -> Int {
    var parts = unsafe tm()
    try check(action, unsafe ASN1_TIME_to_tm(time, &parts))
    return unsafe timegm(&parts)
  }
}
