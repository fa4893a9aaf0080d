// SPDX-License-Identifier: Apache-2.0

/// The place of one value in a document: `/spec/containers/0/image` (RFC 6901).
package struct JSONPointer: Sendable, Hashable {
  package let tokens: [String]

  /// No document that can be read is deeper, and nothing that walks one recursively should meet one.
  static let depthLimit = 1000

  package init(_ tokens: [String]) { self.tokens = tokens }

  package init(parsing text: String) throws(ManifestError) {
    guard !text.isEmpty else {
      tokens = []
      return
    }
    let action = "read JSON pointer \"\(text)\""
    guard text.utf8.first == UInt8(ascii: "/") else {
      throw ManifestError(action, "it must be empty or begin with '/'")
    }
    let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= Self.depthLimit else {
      throw ManifestError(action, "it is deeper than \(Self.depthLimit) levels")
    }
    var tokens: [String] = []
    for part in parts {
      guard let token = Self.unescape(part) else {
        throw ManifestError(action, "'~' must stand before '0' or '1'")
      }
      tokens.append(token)
    }
    self.tokens = tokens
  }

  private static func unescape(_ part: Substring) -> String? {
    guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
    var plain: [UInt8] = []
    var bytes = part.utf8.makeIterator()
    while let byte = bytes.next() {
      switch byte == UInt8(ascii: "~") ? bytes.next() : nil {
      case UInt8(ascii: "0"): plain.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): plain.append(UInt8(ascii: "/"))
      case nil where byte != UInt8(ascii: "~"): plain.append(byte)
      default: return nil
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// The place of what holds the value; the document is its own.
  package var parent: JSONPointer { JSONPointer(tokens.dropLast()) }

  package func starts(with other: JSONPointer) -> Bool { tokens.starts(with: other.tokens) }
}

extension JSONPointer: CustomStringConvertible {
  package var description: String {
    tokens.map { token in
      var text = "/"
      for scalar in token.unicodeScalars {
        switch scalar {
        case "~": text += "~0"
        case "/": text += "~1"
        default: text.unicodeScalars.append(scalar)
        }
      }
      return text
    }.joined()
  }
}
