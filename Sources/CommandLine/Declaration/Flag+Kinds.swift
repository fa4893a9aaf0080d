// SPDX-License-Identifier: Apache-2.0

// A flag that is given twice means what it said last, but for those that gather.

extension Flag where Meaning == Bool {
  /// `--name`, `--name=false`.
  package static func toggle(
    _ name: String, _ short: Character? = nil, default fallback: Bool = false, help: String
  ) -> Flag {
    let usual = String(fallback)
    var form = FlagForm(
      name: name, short: short, help: help, fallback: [usual], shownFallback: usual)
    form.isSwitch = true
    return Flag(form) { texts throws(FlagForm.Unreadable) in
      switch texts.last?.lowercased() {
      case "true", "t", "1": return true
      case "false", "f", "0": return false
      case nil: return fallback
      case let text?: throw FlagForm.Unreadable(text: text, expected: "true or false")
      }
    }
  }
}

extension Flag where Meaning == String {
  package static func text(
    _ name: String, _ short: Character? = nil, default fallback: String, help: String
  ) -> Flag {
    let form = FlagForm(
      name: name, short: short, help: help, fallback: [fallback], shownFallback: "'\(fallback)'")
    return Flag(form) { $0.last ?? fallback }
  }
}

extension Flag where Meaning == String? {
  package static func optionalText(
    _ name: String, _ short: Character? = nil, help: String
  ) -> Flag {
    Flag(FlagForm(name: name, short: short, help: help, fallback: [], shownFallback: "''")) {
      $0.last
    }
  }
}

extension Flag where Meaning == [String] {
  /// Gathers what each of its uses says.
  package static func texts(_ name: String, _ short: Character? = nil, help: String) -> Flag {
    Flag(FlagForm(name: name, short: short, help: help, fallback: [], shownFallback: "[]")) { $0 }
  }
}

extension Flag where Meaning == Int {
  package static func number(
    _ name: String, _ short: Character? = nil, default fallback: Int, help: String
  ) -> Flag {
    let form = FlagForm(
      name: name, short: short, help: help, fallback: [String(fallback)],
      shownFallback: String(fallback))
    return Flag(form) { texts throws(FlagForm.Unreadable) in
      guard let text = texts.last else { return fallback }
      if let number = Int(text) { return number }
      throw FlagForm.Unreadable(text: text, expected: "a whole number")
    }
  }
}

extension Flag {
  /// One of a few words, or nothing.
  package static func choice<Word: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ short: Character? = nil, help: String
  ) -> Flag where Meaning == Word? {
    let words = Word.allCases.map(\.rawValue)
    var form = FlagForm(name: name, short: short, help: help, fallback: [], shownFallback: "''")
    form.completion = .words(words)
    return Flag(form) { texts throws(FlagForm.Unreadable) in
      guard let text = texts.last, !text.isEmpty else { return nil }
      if let word = Word(rawValue: text) { return word }
      throw FlagForm.Unreadable(text: text, expected: words.joinedByOr)
    }
  }
}

extension [String] {
  /// `a, b or c`.
  var joinedByOr: String {
    guard count > 1, let last else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " or " + last
  }
}
