// SPDX-License-Identifier: Apache-2.0

/// The text of a template, and what errors call it.
struct Source: Sendable {
  let name: String
  let scalars: [Unicode.Scalar]

  init(_ text: String, named name: String) {
    self.name = name
    scalars = Array(text.unicodeScalars)
  }

  /// `name:line:column`, both counted from one, columns in characters.
  func place(of offset: Int) -> String {
    let before = scalars[..<min(offset, scalars.count)]
    let line = before.count { $0 == "\n" } + 1
    let lineStart = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return "\(name):\(line):\(offset - lineStart + 1)"
  }

  /// What stands at `offset`, up to the end of its line or the first closing mark: enough to find it by.
  func snippet(from offset: Int, closing: Unicode.Scalar) -> String {
    var text = String.UnicodeScalarView()
    for scalar in scalars[offset...] {
      if scalar == "\n" || scalar == "\r" { break }
      text.append(scalar)
      if scalar == closing { break }
      if text.count == 40 { return String(text) + "…" }
    }
    return String(text)
  }

  func error(_ cause: String, at offset: Int, hint: String? = nil) -> TemplateError {
    TemplateError("expand \(place(of: offset))", cause, hint: hint)
  }
}
