// SPDX-License-Identifier: Apache-2.0

import CGit2

/// The name of a commit, tree, blob or tag: forty hexadecimal digits.
package struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let description: String

  /// Nil unless `text` is a full id; a shortened one may mean another commit tomorrow.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 40, text.allSatisfy({ $0.isHexDigit && $0.isASCII }) else {
      return nil
    }
    description = text.lowercased()
  }

  init(_ raw: git_oid) {
    description = unsafe withUnsafeBytes(of: raw.id) { bytes in
      unsafe bytes.reduce(into: "") { text, byte in
        text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
    }
  }

  var raw: git_oid {
    var raw = git_oid()
    unsafe git_oid_fromstr(&raw, description)
    return raw
  }

  package static func < (one: Self, other: Self) -> Bool { one.description < other.description }
}
