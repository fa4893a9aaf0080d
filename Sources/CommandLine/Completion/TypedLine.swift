// SPDX-License-Identifier: Apache-2.0

/// A command line as far as it has been typed when a shell asks how it can go on.
package struct TypedLine: Sendable {
  /// What there is of the word to complete.
  package let word: String

  /// The arguments before it.
  package let arguments: [String]
  private let texts: [String: [String]]
  private let environment: @Sendable (String) -> String?

  init(
    _ word: String, after parser: WordParser, _ environment: @escaping @Sendable (String) -> String?
  ) {
    (self.word, self.environment) = (word, environment)
    arguments = parser.arguments
    texts = parser.texts
  }

  /// What a flag says; its default where it has not been typed, nil where nobody could read it.
  package subscript<Meaning>(flag: Flag<Meaning>) -> Meaning? {
    let inherited = flag.form.environment.flatMap(environment).map { [$0] }
    let given = texts[flag.form.name] ?? inherited ?? flag.form.fallback
    return try? flag.meaning(given)
  }
}
