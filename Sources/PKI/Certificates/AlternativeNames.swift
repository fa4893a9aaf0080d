// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Glibc

/// The names that a server's certificate is good for: host names and IP addresses.
enum AlternativeNames {
  /// `names` as OpenSSL's configuration language has them, sorted, each once. What is neither a host
  /// name nor an address is refused, so that none can bring in a word of that language.
  static func setting(_ names: [String], _ action: String) throws(PKIError) -> String {
    var entries: Set<String> = []
    for name in names {
      if let address = address(name) {
        entries.insert("IP:\(address)")
      } else if isHostName(name) {
        entries.insert("DNS:\(name.lowercased())")
      } else {
        throw PKIError(action, "\"\(name)\" is neither a host name nor an IP address")
      }
    }
    return entries.sorted().joined(separator: ",")
  }

  /// The names in OpenSSL's list, which is freed.
  static func read(_ list: UnsafeMutableRawPointer?) -> [String] {
    guard let list = unsafe list else { return [] }
    defer { unsafe openssl_names_free(list) }
    return unsafe (0..<openssl_names_count(list)).compactMap { index in
      guard let name = unsafe openssl_names_get(list, index) else { return nil }
      var kind: Int32 = 0
      guard let value = unsafe GENERAL_NAME_get0_value(name, &kind) else { return nil }
      let string = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
      let bytes = unsafe Array(
        UnsafeBufferPointer(
          start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
      switch kind {
      case GEN_DNS: return String(decoding: bytes, as: UTF8.self)
      case GEN_IPADD: return address(of: bytes)
      default: return nil
      }
    }
  }

  /// Letters, digits and hyphens between dots; the first label may be a `*`.
  private static func isHostName(_ name: String) -> Bool {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    let rest = labels.first == "*" && labels.count > 1 ? labels.dropFirst() : labels[...]
    return name.utf8.count <= 253
      && rest.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
      }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// `name` as an address is best written, or nil where it is none.
  private static func address(_ name: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if unsafe inet_pton(AF_INET, name, &bytes) == 1 { return address(of: Array(bytes.prefix(4))) }
    return unsafe inet_pton(AF_INET6, name, &bytes) == 1 ? address(of: bytes) : nil
  }

  private static func address(of bytes: [UInt8]) -> String? {
    guard [4, 16].contains(bytes.count) else { return nil }
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      let text = unsafe inet_ntop(family, bytes, buffer.baseAddress, socklen_t(buffer.count))
      return unsafe text.map { unsafe String(cString: $0) }
    }
  }
}
