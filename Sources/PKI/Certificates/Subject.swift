// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Whom a certificate is about. To Kubernetes: a user and the groups it is in.
package struct Subject: Sendable, Hashable, CustomStringConvertible {
  package var commonName: String
  package var organizations: [String]

  package init(_ commonName: String, organizations: [String] = []) {
    self.commonName = commonName
    self.organizations = organizations
  }

  package var description: String {
    (organizations.map { "O=\($0)" } + ["CN=\(commonName)"]).joined(separator: ",")
  }

  /// Writes it into a name of OpenSSL's.
  func write(to name: OpaquePointer?, _ action: String) throws(PKIError) {
    let parts = organizations.map { (NID_organizationName, $0) } + [(NID_commonName, commonName)]
    for (kind, text) in parts {
      let bytes = Array(text.utf8)
      try check(
        action,
        unsafe X509_NAME_add_entry_by_NID(
          name, kind, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0))
    }
  }

  /// Reads it from one; what else the name holds is passed over.
  init(reading name: OpaquePointer?) {
    commonName = unsafe Self.texts(NID_commonName, in: name).last ?? ""
    organizations = unsafe Self.texts(NID_organizationName, in: name)
  }

  private static func texts(_ kind: Int32, in name: OpaquePointer?) -> [String] {
    var texts: [String] = []
    var index = unsafe X509_NAME_get_index_by_NID(name, kind, -1)
    while index >= 0 {
      let entry = unsafe X509_NAME_get_entry(name, index)
      unsafe texts.append(text(of: X509_NAME_ENTRY_get_data(entry)))
      index = unsafe X509_NAME_get_index_by_NID(name, kind, index)
    }
    return texts
  }

  private static func text(of string: UnsafePointer<ASN1_STRING>?) -> String {
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = unsafe ASN1_STRING_to_UTF8(&bytes, string)
    defer { unsafe openssl_free(bytes) }
    guard count >= 0 else { return "" }
    return unsafe String(
      decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
  }
}
