// SPDX-License-Identifier: Apache-2.0

/// The rules Kubernetes has for names, labels and annotations. Each function returns what is wrong
/// with a text, worded to follow the text in a message, or nil where it is right.
package enum Names {
  /// A namespace, a port name: `my-name`.
  package static func dnsLabel(_ name: String) -> String? {
    if let cause = length(of: name, limit: 63) { return cause }
    guard isLabel(name.utf8[...]) else {
      return "must be lower-case letters, digits and '-', beginning and ending with a letter "
        + "or a digit, as in 'my-name'"
    }
    return nil
  }

  /// The name of most objects: DNS labels with dots between them.
  package static func dnsSubdomain(_ name: String) -> String? {
    if let cause = length(of: name, limit: 253) { return cause }
    let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.allSatisfy(isLabel) else {
      return "must be lower-case letters, digits, '-' and '.', each part beginning and ending "
        + "with a letter or a digit, as in 'example.com'"
    }
    return nil
  }

  /// The key of a label or an annotation, a finalizer, a condition type: a name that a DNS
  /// subdomain and a slash may precede.
  package static func qualifiedName(_ name: String) -> String? {
    guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return namePart(name) }
    let rest = name[name.utf8.index(after: slash)...]
    guard !rest.utf8.contains(UInt8(ascii: "/")) else {
      return "must be a name with at most one prefix, as in 'example.com/my-name'"
    }
    if let cause = dnsSubdomain(String(name[..<slash])) { return "prefix part \(cause)" }
    return namePart(String(rest))
  }

  /// The value of a label; it may be empty.
  package static func labelValue(_ value: String) -> String? {
    if value.isEmpty { return nil }
    return length(of: value, limit: 63) ?? spelling(of: value)
  }

  private static func namePart(_ name: String) -> String? {
    (length(of: name, limit: 63) ?? spelling(of: name)).map { "name part \($0)" }
  }

  private static func length(of name: String, limit: Int) -> String? {
    if name.isEmpty { return "must not be empty" }
    return name.utf8.count > limit ? "must be no more than \(limit) bytes" : nil
  }

  private static func spelling(of name: String) -> String? {
    guard let first = name.utf8.first, let last = name.utf8.last, first.isAlphanumeric,
      last.isAlphanumeric, name.utf8.allSatisfy({ $0.isAlphanumeric || "-_.".utf8.contains($0) })
    else {
      return "must be letters, digits, '-', '_' and '.', beginning and ending with a letter or a "
        + "digit, as in 'my.name'"
    }
    return nil
  }

  private static func isLabel(_ name: Substring.UTF8View) -> Bool {
    guard let first = name.first, let last = name.last else { return false }
    return first.isLowercaseAlphanumeric && last.isLowercaseAlphanumeric
      && name.allSatisfy { $0.isLowercaseAlphanumeric || $0 == UInt8(ascii: "-") }
  }
}

extension UInt8 {
  fileprivate var isLowercaseAlphanumeric: Bool {
    self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z")
      || self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9")
  }

  fileprivate var isAlphanumeric: Bool {
    isLowercaseAlphanumeric || self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z")
  }
}
