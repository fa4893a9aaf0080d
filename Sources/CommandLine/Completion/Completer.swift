// SPDX-License-Identifier: Apache-2.0

/// Answers a shell that asks how a command line can go on.
struct Completer {
  let root: Verb
  let environment: @Sendable (String) -> String?

  /// What the shell's part reads: a line for each candidate, its word and what it is with a tab
  /// between, and a last line that says whether files will do: `:files`, `:nothing`.
  func answer(to words: [String]) async -> String {
    guard let typed = words.last else { return ":nothing\n" }
    var parser = WordParser(root: root)
    // What cannot be understood so far cannot be completed either.
    guard (try? parser.read(words.dropLast())) != nil else { return ":nothing\n" }
    let (candidates, takesFiles) = await candidates(for: typed, after: parser)
    let lines = candidates.map { candidate in
      candidate.summary.isEmpty ? candidate.word : "\(candidate.word)\t\(candidate.summary)"
    }
    return (lines + [takesFiles ? ":files" : ":nothing"]).map { $0 + "\n" }.joined()
  }

  private typealias Answer = (candidates: [Candidate], takesFiles: Bool)

  private func candidates(for typed: String, after parser: WordParser) async -> Answer {
    if let flag = parser.pending { return await values(flag.completion, typed, parser) }
    if typed.hasPrefix("-"), !parser.isOnlyArguments {
      guard let equals = typed.firstIndex(of: "=") else { return (flags(typed, parser), false) }
      let name = typed[..<equals].drop { $0 == "-" }
      let form = parser.flags.first { $0.form.name == name }?.form
      let value = String(typed[equals...].dropFirst())
      let (candidates, takesFiles) = await values(form?.completion ?? .nothing, value, parser)
      let prefixed = candidates.map { Candidate(typed[...equals] + $0.word, $0.summary) }
      return (prefixed, takesFiles)
    }
    let verb = parser.verb
    let verbs = parser.arguments.isEmpty && !parser.isOnlyArguments ? verb.verbs : []
    let shown = verbs.filter { !$0.isHidden && $0.name.hasPrefix(typed) }
      .map { Candidate($0.name, $0.summary) }
    let (words, takesFiles) = await arguments(of: verb, typed, after: parser)
    return (shown + words, takesFiles)
  }

  private func arguments(
    of verb: Verb, _ typed: String, after parser: WordParser
  ) async -> Answer {
    let declared = verb.arguments
    let index = min(parser.arguments.count, declared.count - 1)
    guard index >= 0, index == parser.arguments.count || declared[index].count == .any else {
      return ([], false)
    }
    return await values(declared[index].completion, typed, parser)
  }

  private func flags(_ typed: String, _ parser: WordParser) -> [Candidate] {
    let own = parser.flags.map { flag in
      Candidate("--\(flag.form.name)\(flag.form.isSwitch ? "" : "=")", flag.form.help)
    }
    return (own + [Candidate("--help", "Show what the command does")])
      .filter { $0.word.hasPrefix(typed) }
  }

  private func values(
    _ completion: Completion, _ typed: String, _ parser: WordParser
  ) async -> Answer {
    let all: [Candidate] =
      switch completion {
      case .nothing, .files: []
      case .words(let words): words.map { Candidate($0) }
      case .dynamic(let look): await look(TypedLine(typed, after: parser, environment))
      }
    if case .files = completion { return ([], true) }
    return (all.filter { $0.word.hasPrefix(typed) }, false)
  }
}
