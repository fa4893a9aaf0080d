// SPDX-License-Identifier: Apache-2.0

package import Log

/// What a machine proves with that it may join: a name that anybody may know, and a secret.
package struct BootstrapToken: Sendable, Hashable {
  /// Six lower-case letters and digits, which name the token's Secret.
  package let id: String

  private let secret: Secret<String>

  private init(id: String, secret: String) {
    self.id = id
    self.secret = Secret(secret)
  }

  /// Reads `id.secret`; the error does not show it.
  package init(_ text: String) throws(BootstrapError) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Self.isWord(parts[0], 6), Self.isWord(parts[1], 16) else {
      throw BootstrapError(
        "read a bootstrap token",
        "it is not six and sixteen lower-case letters and digits with a dot between them")
    }
    self.init(id: parts[0], secret: parts[1])
  }

  /// A new token. The generator is the system's, unless a test wants the same one again.
  package static func make(
    using generator: inout some RandomNumberGenerator
  ) -> BootstrapToken {
    BootstrapToken(id: word(6, &generator), secret: word(16, &generator))
  }

  package static func make() -> BootstrapToken {
    var generator = SystemRandomNumberGenerator()
    return make(using: &generator)
  }

  /// `id.secret`.
  package var text: Secret<String> { Secret("\(id).\(secret.reveal())") }

  var secretPart: String { secret.reveal() }

  private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")

  private static func word(_ count: Int, _ generator: inout some RandomNumberGenerator) -> String {
    String((0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
  }

  private static func isWord(_ text: String, _ count: Int) -> Bool {
    text.utf8.count == count
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
  }
}

extension BootstrapToken: CustomStringConvertible {
  package var description: String { "\(id).***" }
}
