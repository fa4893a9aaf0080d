// SPDX-License-Identifier: Apache-2.0

/// One call of a command: what was given, and where to write.
package struct Invocation: Sendable {
  /// The words of the command, `capctl generate yaml`.
  package let command: String
  package let arguments: [String]
  package let console: Console
  private let meanings: [String: any Sendable]

  init(
    command: String, arguments: [String], console: Console, meanings: [String: any Sendable]
  ) {
    self.command = command
    self.arguments = arguments
    self.console = console
    self.meanings = meanings
  }

  /// What a flag says, which must be one of the command's.
  package subscript<Meaning>(flag: Flag<Meaning>) -> Meaning {
    guard let meaning = meanings[flag.form.name] as? Meaning else {
      preconditionFailure("\(command) does not declare --\(flag.form.name)")
    }
    return meaning
  }
}
