// SPDX-License-Identifier: Apache-2.0

package import Log

/// Takes secrets out of what a machine prints.
package struct Mask: Sendable {
  /// The longest first: a secret that holds another must not be left half shown.
  private let words: Secret<[String]>

  /// Each secret is masked whole, line by line where it has several, and in base64.
  package init(_ secrets: [Secret<String>]) {
    var words: Set<String> = []
    for secret in secrets.map({ $0.reveal() }) {
      let lines = secret.split(whereSeparator: \.isNewline).map(String.init)
      // A short line says nothing, but would be found everywhere: `}`.
      words.formUnion(lines.count > 1 ? lines.filter { $0.count >= 8 } : lines)
      words.formUnion([secret, secret.trimmed, Base64.encode(secret)])
    }
    words.remove("")
    self.words = Secret(words.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) })
  }

  package func callAsFunction(_ text: String) -> String {
    var text = text
    for word in words.reveal() where text.contains(word) {
      text = text.replacing(word, with: "***")
    }
    return text
  }
}
