// SPDX-License-Identifier: Apache-2.0

/// Reads the words of a command line: finds the command, and what each flag was given.
struct WordParser {
  /// The commands from the root to the one that is meant.
  private(set) var path: [Verb]
  private(set) var arguments: [String] = []
  private(set) var texts: [String: [String]] = [:]
  private(set) var wantsHelp = false

  /// The flag that the next word belongs to.
  private(set) var pending: FlagForm?

  /// Whether `--` has been read, after which all words are arguments.
  private(set) var isOnlyArguments = false

  init(root: Verb) {
    path = [root]
  }

  var verb: Verb { path[path.count - 1] }
  var name: String { path.map(\.name).joined(separator: " ") }

  /// A command that does something by itself keeps its flags from its verbs.
  var flags: [any FlagDeclaration] { path.holdingFlags }

  mutating func read(_ words: some Sequence<String>) throws(UsageError) {
    for word in words { try read(word) }
  }

  mutating func read(_ word: String) throws(UsageError) {
    if let flag = pending {
      pending = nil
      texts[flag.name, default: []].append(word)
    } else if isOnlyArguments || word == "-" || !word.hasPrefix("-") {
      try readPlain(word)
    } else if word == "--" {
      isOnlyArguments = true
    } else if word.hasPrefix("--") {
      try readLong(word.dropFirst(2))
    } else {
      try readShort(word.dropFirst())
    }
  }

  private mutating func readPlain(_ word: String) throws(UsageError) {
    guard !verb.verbs.isEmpty, !isOnlyArguments, arguments.isEmpty else {
      return arguments.append(word)
    }
    if let next = verb.verbs.first(where: { $0.name == word }) { return try enter(next) }
    // What does something by itself may take other words too.
    guard verb.arguments.isEmpty else { return arguments.append(word) }
    let guess = verb.verbs.filter { !$0.isHidden }.map(\.name).closest(to: word)
    throw UsageError(
      name, "unknown command \"\(word)\"", hint: guess.map { "did you mean \"\($0)\"?" })
  }

  private mutating func enter(_ next: Verb) throws(UsageError) {
    path.append(next)
    let known = Set(flags.map(\.form.name))
    if let stranger = texts.keys.filter({ !known.contains($0) }).min() {
      throw UsageError(name, "unknown flag --\(stranger)")
    }
  }

  private mutating func readLong(_ word: Substring) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let flag = parts.first.map(String.init) ?? ""
    if flag == "help" { return wantsHelp = true }
    let known = flags.first { $0.form.name == flag || $0.form.aliases.contains(flag) }
    guard let form = known?.form else {
      let guess = flags.map(\.form.name).closest(to: flag)
      throw UsageError(name, "unknown flag --\(flag)", hint: guess.map { "did you mean --\($0)?" })
    }
    give(form, parts.count > 1 ? String(parts[1]) : nil)
  }

  /// `-f x`, `-fx`, `-f=x`, and `-vf x` where `-v` is a switch.
  private mutating func readShort(_ word: Substring) throws(UsageError) {
    var rest = word
    while let letter = rest.popFirst() {
      if letter == "h" {
        wantsHelp = true
        continue
      }
      guard let form = flags.first(where: { $0.form.short == letter })?.form else {
        throw UsageError(name, "unknown flag -\(letter) in -\(word)")
      }
      if rest.first == "=" { return give(form, String(rest.dropFirst())) }
      if !form.isSwitch { return give(form, rest.isEmpty ? nil : String(rest)) }
      give(form, nil)
    }
  }

  private mutating func give(_ flag: FlagForm, _ text: String?) {
    if let text = text ?? (flag.isSwitch ? "true" : nil) {
      texts[flag.name, default: []].append(text)
    } else {
      pending = flag
    }
  }
}

extension [Verb] {
  /// The flags that hold for the last of these commands, each of which belongs to the one before.
  var holdingFlags: [any FlagDeclaration] {
    dropLast().filter { $0.run == nil }.flatMap(\.flags) + (last?.flags ?? [])
  }
}
