// SPDX-License-Identifier: Apache-2.0

import CYAML

/// What libyaml stumbled over, said in the words of somebody who writes manifests.
struct Diagnosis {
  /// libyaml's own words.
  private let problem: String
  private let mark: Mark
  /// What libyaml was reading, and where that started.
  private let context: String
  private let start: Mark
  private let text: Excerpt

  @unsafe init(_ parser: UnsafePointer<yaml_parser_t>, in text: Span<UInt8>) {
    let parser = unsafe parser.pointee
    problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "unknown mistake"
    context = unsafe parser.context.map { unsafe String(cString: $0) } ?? ""
    self.text = Excerpt(text)
    start = unsafe Mark(line: parser.context_mark.line, column: parser.context_mark.column)
    // Bytes are checked ahead of the rest, and their problems have an offset instead of a mark.
    mark =
      unsafe parser.error == YAML_READER_ERROR
      ? Mark(of: min(unsafe parser.problem_offset, text.count), in: text)
      : unsafe Mark(line: parser.problem_mark.line, column: parser.problem_mark.column)
  }

  /// What a person is told.
  var told: Problem {
    switch problem {
    case "control characters are not allowed": control
    case "mapping values are not allowed in this context": colon
    case "could not find expected ':'": missingColon
    case "did not find expected key", "did not find expected '-' indicator": misplaced
    case "did not find expected ',' or ']'": unclosed("list", "]")
    case "did not find expected ',' or '}'": unclosed("map", "}")
    case "did not find expected node content", "found character that cannot start any token",
      "did not find expected alphabetic or numeric character",
      "mapping keys are not allowed in this context":
      badStart
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      tab(at: mark)
    case "found unexpected end of stream", "found unexpected document indicator":
      Problem(mark: start, cause: "the quoted string that starts here is never closed")
    default: other
    }
  }
}

extension Diagnosis {
  private static let quoteValue = "put the value in quotes"

  private var control: Problem {
    let code = text.scalar(at: mark)?.value ?? 0
    let hex = (code < 16 ? "0" : "") + String(code, radix: 16)
    return code == 0
      ? Problem(mark: mark, cause: "a NUL byte", hint: "is this a text file?")
      : Problem(
        mark: mark, cause: "control character 0x\(hex)",
        hint: "write it as \\x\(hex), in double quotes")
  }

  private func tab(at mark: Mark) -> Problem {
    Problem(
      mark: mark, cause: "a tab where spaces are needed for indentation",
      hint: "YAML is indented by spaces only")
  }

  /// Something that starts no value: a tab, a bracket without its other half, `@`, `*` alone.
  private var badStart: Problem {
    let isName = context.hasPrefix("while scanning an a")
    let place = isName ? start : mark
    guard let character = text.scalar(at: place) else {
      return Problem(mark: place, cause: "the document ends where a value is expected")
    }
    if character == "\t" { return tab(at: place) }
    return Problem(
      mark: place, cause: "a value cannot start with \(character.quoted)", hint: Self.quoteValue)
  }

  /// A colon with a space behind it, where there can be no key.
  private var colon: Problem {
    let before = text.before(mark)
    if before.contains(": ") || before.trimmed.first.map({ "\"'".contains($0) }) == true {
      return Problem(mark: mark, cause: "a value cannot contain \": \"", hint: Self.quoteValue)
    }
    let first = Mark(line: mark.line, column: text.indentation(of: mark.line))
    guard let above = text.lineAbove(mark.line) else {
      return Problem(mark: first, cause: "a key cannot stand here")
    }
    return text.indentation(of: above) < first.column
      ? indentedMore(at: first)
      : Problem(mark: first, cause: "the line above has no \":\" behind its key")
  }

  private func indentedMore(at mark: Mark) -> Problem {
    Problem(
      mark: mark, cause: "the line is indented more than the one above, which ends in a value",
      hint: "indent both alike")
  }

  private var missingColon: Problem {
    let word = text.behind(start).trimmed
    let hint: String? =
      if word.hasPrefix("<<<<<<<") || word.hasPrefix("=======") || word.hasPrefix(">>>>>>>") {
        "this looks like a merge conflict"
      } else if word.hasPrefix("-") {
        "a list item needs a space behind its \"-\""
      } else {
        nil
      }
    // The word stays out of it: it may be a line of a secret that is indented wrong.
    return Problem(mark: start, cause: "expected a key, and \":\" behind it", hint: hint)
  }

  /// Something that belongs neither to the map or list before it, nor to an outer one.
  private var misplaced: Problem {
    let isListItem = text.behind(mark).hasPrefix("- ")
    if !text.before(mark).trimmed.isEmpty, !isListItem {
      return Problem(
        mark: mark, cause: "unexpected text behind a value", hint: "quotes go around all of it")
    }
    if let above = text.lineAbove(mark.line), text.indentation(of: above) < mark.column {
      return indentedMore(at: mark)
    }
    if mark.column != start.column {
      return Problem(mark: mark, cause: "the line's indentation is that of no line above it")
    }
    return isListItem
      ? Problem(mark: mark, cause: "a list item where a key is expected")
      : Problem(mark: mark, cause: "a key where a list item is expected")
  }

  private func unclosed(_ kind: String, _ bracket: String) -> Problem {
    guard text.scalar(at: mark) != nil else {
      return Problem(mark: start, cause: "the \(kind) that starts here is never closed")
    }
    return Problem(
      mark: mark, cause: "expected \",\" or \"\(bracket)\"",
      hint: start.line == mark.line ? nil : "the \(kind) starts at line \(start.line + 1)")
  }
}

extension Diagnosis {
  /// What is rare enough for a plain list.
  private var other: Problem {
    switch problem {
    case "block sequence entries are not allowed in this context":
      Problem(
        mark: mark, cause: "a list cannot start in the middle of a line",
        hint: "start it on the next line, or put the value in quotes")
    case "did not find expected <document start>":
      Problem(mark: mark, cause: "unexpected text behind the end of the document")
    case "found unknown escape character", "did not find expected hexdecimal number",
      "found invalid Unicode character escape code":
      Problem(
        mark: mark, cause: "an unknown escape in a double-quoted string",
        hint: "in single quotes a backslash is just that")
    case "found undefined tag handle":
      Problem(mark: mark, cause: "unknown tag", hint: "put the value in quotes if it is text")
    case "found unknown directive name", "found incompatible YAML document":
      Problem(mark: mark, cause: "an unknown directive, or another YAML than 1.1 and 1.2")
    case "did not find expected comment or line break":
      Problem(mark: mark, cause: "unexpected text behind \"|\" or \">\"")
    default: Problem(mark: mark, cause: problem)
    }
  }
}

extension String {
  fileprivate var trimmed: Substring {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
