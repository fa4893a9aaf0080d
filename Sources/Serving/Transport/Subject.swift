// SPDX-License-Identifier: Apache-2.0

import CServing

/// The names in a certificate that say who it was made for.
struct Subject {
  private(set) var commonName = ""
  private(set) var organizations: [String] = []

  /// Reads them from a certificate that is lent.
  @unsafe init(of certificate: OpaquePointer) {
    let name = unsafe X509_get_subject_name(certificate)
    for index in unsafe 0..<X509_NAME_entry_count(name) {
      let entry = unsafe X509_NAME_get_entry(name, index)
      guard let text = unsafe text(X509_NAME_ENTRY_get_data(entry)) else { continue }
      switch unsafe OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)) {
      // Of several the last one counts, as it does for Go.
      case NID_commonName: commonName = text
      case NID_organizationName: organizations.append(text)
      default: break
      }
    }
  }
}

private func text(_ string: UnsafePointer<ASN1_STRING>?) -> String? {
  var bytes: UnsafeMutablePointer<UInt8>?
  let count = unsafe ASN1_STRING_to_UTF8(&bytes, string)
  guard count >= 0, let bytes = unsafe bytes else { return nil }
  defer { unsafe serving_tls_free(bytes) }
  let buffer = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
  return unsafe String(validating: buffer, as: UTF8.self)
}
