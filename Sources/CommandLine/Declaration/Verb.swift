// SPDX-License-Identifier: Apache-2.0

/// One verb: what it is called, what it takes, and what it does.
///
/// The flags of a command hold for its verbs too. A command without `run` is only a group.
package struct Verb: Sendable {
  package typealias Run = @Sendable (Invocation) async throws -> ExitCode

  package var name: String

  /// One line, without a full stop.
  package var summary: String

  /// What more there is to say, in paragraphs.
  package var details: String
  package var examples: [Example]
  package var flags: [any FlagDeclaration]
  package var arguments: [Argument]
  package var verbs: [Verb]

  /// Works, and is not shown.
  package var isHidden = false
  package var run: Run?

  package init(
    _ name: String, _ summary: String, details: String = "", examples: [Example] = [],
    takes flags: [any FlagDeclaration] = [], _ arguments: [Argument] = [],
    verbs: [Verb] = [], run: Run? = nil
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.examples = examples
    self.flags = flags
    self.arguments = arguments
    self.verbs = verbs
    self.run = run
  }

  /// A line that one can paste, and what it does.
  package struct Example: Sendable {
    let comment: String
    let line: String

    package init(_ comment: String, _ line: String) {
      self.comment = comment
      self.line = line
    }
  }
}

/// A word of the command line that is neither a command nor a flag.
package struct Argument: Sendable {
  package enum Count: Sendable { case one, oneOrNone, any }

  /// In capitals, as help shows it.
  let name: String
  let count: Count
  package let completion: Completion

  package init(_ name: String, _ count: Count = .one, completion: Completion = .nothing) {
    self.name = name
    self.count = count
    self.completion = completion
  }

  var usage: String {
    switch count {
    case .one: name
    case .oneOrNone: "[\(name)]"
    case .any: "[\(name)...]"
    }
  }
}
