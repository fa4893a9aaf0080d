// SPDX-License-Identifier: Apache-2.0

/// An option of a command, and the type of what it says. The declaration is the key by which a
/// command asks for it: `input[from]`.
package struct Flag<Meaning: Sendable>: FlagDeclaration {
  package let form: FlagForm
  let meaning: @Sendable ([String]) throws(FlagForm.Unreadable) -> Meaning

  init(
    _ form: FlagForm,
    meaning: @escaping @Sendable ([String]) throws(FlagForm.Unreadable) -> Meaning
  ) {
    self.form = form
    self.meaning = meaning
  }

  package func read(_ texts: [String]) throws(FlagForm.Unreadable) -> any Sendable {
    try meaning(texts)
  }

  /// The same flag, whose default is the value of an environment variable where that is set.
  package func orEnvironment(_ name: String) -> Flag {
    var form = form
    form.environment = name
    return Flag(form, meaning: meaning)
  }

  /// The same flag, which goes by another name too, that help does not show.
  package func also(_ name: String) -> Flag {
    var form = form
    form.aliases.append(name)
    return Flag(form, meaning: meaning)
  }

  package func completed(by completion: Completion) -> Flag {
    var form = form
    form.completion = completion
    return Flag(form, meaning: meaning)
  }
}

/// A flag of whatever type.
package protocol FlagDeclaration: Sendable {
  var form: FlagForm { get }

  /// What the texts that were given to it say, in their order.
  func read(_ texts: [String]) throws(FlagForm.Unreadable) -> any Sendable
}

/// What a flag looks like.
package struct FlagForm: Sendable {
  package let name: String
  let short: Character?
  let help: String

  /// What holds when it is not given, as one would write it.
  let fallback: [String]

  /// How help shows that.
  let shownFallback: String

  /// Whether it may stand without a value.
  var isSwitch = false
  /// Names that other programs have for it.
  var aliases: [String] = []
  var environment: String?
  var completion = Completion.nothing

  /// The text cannot be read; `expected` says what could.
  package struct Unreadable: Error {
    let text: String
    let expected: String
  }
}
