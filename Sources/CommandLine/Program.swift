// SPDX-License-Identifier: Apache-2.0

import Log

/// A program made of commands: what `main` runs.
package struct Program: Sendable {
  private let root: Verb
  private let console: Console
  private let exitCode: @Sendable (any Error) -> ExitCode

  /// `exitCode` says which of the errors that a command can throw end as what.
  package init(
    _ root: Verb, console: Console = Console(),
    exitCode: @escaping @Sendable (any Error) -> ExitCode = { _ in .failed }
  ) {
    self.root = root
    self.console = console
    self.exitCode = exitCode
  }

  /// Runs the command that the words ask for, and tells how it ended. Errors have been told.
  package func run(_ words: [String]) async -> ExitCode {
    do {
      return try await start(words)
    } catch let error as ConsoleError where error.isClosedPipe {
      return .closedPipe
    } catch is CancellationError {
      return .interrupted
    } catch {
      console.complain(of: error)
      return error is UsageError ? .usage : exitCode(error)
    }
  }

  private func start(_ words: [String]) async throws -> ExitCode {
    if words.first == "__complete" {
      let completer = Completer(root: root, environment: console.environment)
      try console.write(await completer.answer(to: Array(words.dropFirst())))
      return .done
    }
    var parser = WordParser(root: root)
    let isHelp = words.first == "help"
    try parser.read(isHelp ? words.dropFirst() : words[...])
    guard let run = parser.verb.run, !isHelp, !parser.wantsHelp else {
      let width = console.outputTerminal?.width ?? Terminal.usualWidth
      try console.write(Help(path: parser.path, width: width).text)
      return .done
    }
    return try await run(parser.invocation(on: console, environment: console.environment))
  }
}

extension Console {
  /// Tells an error, and what to do about it where that is known.
  package func complain(of error: any Error) {
    say("\(Style.red.apply("error:", on: wordsTerminal)) \("\(error)".printable)")
    if let hint = (error as? any Failure)?.hint {
      say("\(Style.yellow.apply("hint:", on: wordsTerminal)) \(hint.printable)")
    }
  }
}

extension String {
  /// On one line, and without what would make a terminal do something.
  fileprivate var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? "?" : $0 }))
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}
