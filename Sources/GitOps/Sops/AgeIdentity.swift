// SPDX-License-Identifier: Apache-2.0

import Log
import PKI

/// A key that opens what was encrypted to its age recipient.
package struct AgeIdentity: Sendable {
  let key: AgreementKey

  /// Every identity of a key file; lines that begin with `#` are its comments.
  package static func read(_ text: String, named name: String) throws(GitOpsError) -> [AgeIdentity]
  {
    var identities: [AgeIdentity] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let word = line.filter { !$0.isWhitespace }
      if word.isEmpty || word.hasPrefix("#") { continue }
      identities.append(try AgeIdentity(word, at: "line \(number + 1) of \(name)"))
    }
    return identities
  }

  private init(_ word: String, at place: String) throws(GitOpsError) {
    // The line itself may be most of a key, so it is never shown.
    guard let (prefix, bytes) = Bech32.decode(word), prefix == "age-secret-key-",
      bytes.count == 32, let key = try? AgreementKey(Secret(bytes))
    else {
      throw GitOpsError(
        "read an age identity", "\(place) is none",
        hint: "a line is AGE-SECRET-KEY-1…, as age-keygen writes it")
    }
    self.key = key
  }
}
