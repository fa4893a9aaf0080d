// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A public key that may log in.
enum AzureKey {
  /// On one line: it stands in base64 in most templates, and in some as it is.
  static func text(_ given: String) -> String {
    let isPlain = ["ssh-", "ecdsa-", "$<"].contains { given.hasPrefix($0) }
    let decoded = isPlain ? nil : Data(base64Encoded: given)
    let text = decoded.flatMap { String(data: $0, encoding: .utf8) } ?? given
    return text.filter { !$0.isNewline }
  }
}
