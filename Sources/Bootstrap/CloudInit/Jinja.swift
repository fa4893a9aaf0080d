// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The part of Jinja that bootstrap data uses: `{{ … }}` around the name of a value.
///
/// Anything else is refused by its line. So is a name without a value, where cloud-init would write a
/// placeholder and start the machine under it.
enum Jinja {
  /// The text below the header with its expressions replaced; a text without the header is as it is.
  static func render(_ text: String, with data: InstanceData) throws(BootstrapError) -> String {
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let header = lines.first, let type = templateType(header) else { return text }
    guard type == "jinja" else {
      throw BootstrapError("render user data", "its template type is \(type), not jinja")
    }
    var result = ""
    var rest = lines.count > 1 ? lines[1] : ""
    var line = 2
    while let start = rest.firstIndex(of: "{") {
      let (before, after) = (rest[..<start], rest[start...])
      result += before
      line += newlines(in: before)
      if after.hasPrefix("{%") || after.hasPrefix("{#") {
        throw BootstrapError(
          "render user data", "line \(line): \(after.prefix(2)) is Jinja that is not supported",
          hint: "use {{ ds.meta_data… }} and {{ v1… }} only, and write { % for the characters")
      }
      guard after.hasPrefix("{{") else {
        result.append("{")
        rest = after.dropFirst()
        continue
      }
      let expression = try expression(at: after, line)
      result += try value(of: expression, with: data, line)
      rest = after.dropFirst(expression.count + 4)
      line += newlines(in: expression)
    }
    return result + rest
  }

  /// `## template: jinja`, in any case and with any blanks.
  private static func templateType(_ line: Substring) -> String? {
    guard line.hasPrefix("##") else { return nil }
    let words = line.dropFirst(2).split(separator: ":", maxSplits: 1)
    guard words.count == 2, words[0].allSatisfy({ !$0.isNewline }),
      words[0].filter({ !$0.isWhitespace }).lowercased() == "template"
    else { return nil }
    return words[1].filter { !$0.isWhitespace }.lowercased()
  }

  private static func newlines(in text: Substring) -> Int { text.count { $0 == "\n" } }

  private static func expression(
    at text: Substring, _ line: Int
  ) throws(BootstrapError) -> Substring {
    let inner = text.dropFirst(2)
    guard let end = inner.firstRange(of: "}}") else {
      throw BootstrapError("render user data", "line \(line): {{ is not closed")
    }
    return inner[..<end.lowerBound]
  }

  private static func value(
    of expression: Substring, with data: InstanceData, _ line: Int
  ) throws(BootstrapError) -> String {
    let shown = expression.trimmingPrefix { $0.isWhitespace }.prefix(80)
    guard let path = InstancePath(expression) else {
      throw BootstrapError(
        "render user data", "line \(line): {{ \(shown)}} is Jinja that is not supported",
        hint: "use {{ ds.meta_data… }} and {{ v1… }} only")
    }
    switch data.find(path.steps) {
    case .string(let text): return text
    case .int(let number): return String(number)
    case .bool(let flag): return flag ? "True" : "False"
    case .double(let number): return String(number)
    case nil, .null?:
      throw BootstrapError(
        "render user data", "line \(line): this machine has no value for {{ \(shown)}}")
    case .list?, .map?:
      throw BootstrapError("render user data", "line \(line): {{ \(shown)}} is not one value")
    }
  }
}
