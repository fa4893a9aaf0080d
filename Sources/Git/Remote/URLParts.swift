// SPDX-License-Identifier: Apache-2.0

/// `scheme://user:password@host:port/path`, taken apart.
struct URLParts {
  let scheme: String
  let user: String?
  let password: String?
  let host: String
  let path: String
  private let address: Substring
  private let portText: Substring

  init?(_ text: String) {
    guard let mark = text.firstRange(of: "://"), mark.lowerBound > text.startIndex else {
      return nil
    }
    scheme = text[..<mark.lowerBound].lowercased()
    let rest = text[mark.upperBound...]
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    path = String(rest[slash...])
    let (login, address) = Self.split(rest[..<slash])
    let names = login?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    user = names?.first.flatMap(percentDecoded)
    password = names?.dropFirst().first.flatMap(percentDecoded)
    // The colons of an IPv6 address stand in brackets.
    let end = address.lastIndex(of: "]") ?? address.startIndex
    let colon = address[end...].lastIndex(of: ":") ?? address.endIndex
    host = String(address[..<colon].filter { $0 != "[" && $0 != "]" })
    portText = address[colon...].dropFirst()
    self.address = address
  }

  var withoutLogin: String { "\(scheme)://\(address)\(path)" }

  var withoutPassword: String {
    user.map { "\(scheme)://\($0)@\(address)\(path)" } ?? withoutLogin
  }

  /// What credentials are for: they go nowhere else.
  var origin: String {
    "\(scheme)://\(host.lowercased()):\(port(orElse: scheme == "https" ? 443 : 80) ?? 0)"
  }

  func port(orElse standard: UInt16) -> UInt16? {
    portText.isEmpty ? standard : UInt16(portText)
  }

  /// `user@rest`: a user may hold an `@` of his own.
  static func split(_ authority: Substring) -> (login: Substring?, rest: Substring) {
    guard let mark = authority.lastIndex(of: "@") else { return (nil, authority) }
    return (authority[..<mark], authority[authority.index(after: mark)...])
  }
}

/// Nil where a `%` is not followed by two digits, or the bytes are not UTF-8.
func percentDecoded(_ text: Substring) -> String? {
  var bytes: [UInt8] = []
  var rest = text.utf8[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    guard rest.count >= 2, let digits = String(rest.prefix(2)), let value = UInt8(digits, radix: 16)
    else { return nil }
    bytes.append(value)
    rest = rest.dropFirst(2)
  }
  return String(validating: bytes, as: UTF8.self)
}
