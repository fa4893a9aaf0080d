// SPDX-License-Identifier: Apache-2.0

import Log

extension Command {
  /// The command as a line that can be pasted into bash. Secrets show as `***`, and the
  /// environment does not show at all.
  package var line: String {
    let words = ([program] + arguments).map { quoted(redact($0)) }.joined(separator: " ")
    guard let directory else { return words }
    return "cd \(quoted(redact(directory))) && \(words)"
  }

  /// `text` with `***` for every secret of this command.
  func redact(_ text: String) -> String {
    var text = text
    // Longest first: a secret that holds another one must not be left half shown.
    for secret in secrets.map({ $0.reveal() }).sorted(by: { $0.utf8.count > $1.utf8.count })
    where !secret.isEmpty {
      text = text.replacing(secret, with: "***")
    }
    return text
  }

  /// The last lines of what a program wrote, fit to be shown.
  func lastLines(of bytes: ArraySlice<UInt8>, count: Int = 20) -> [String] {
    redact(String(decoding: bytes, as: UTF8.self))
      .split(whereSeparator: \.isNewline)
      .map { line in String(String.UnicodeScalarView(line.unicodeScalars.filter(isShown))) }
      .filter { !$0.allSatisfy(\.isWhitespace) }
      .suffix(count)
  }
}

private func isShown(_ scalar: Unicode.Scalar) -> Bool {
  scalar == "\t" || scalar.properties.generalCategory != .control
}

/// `word` as bash reads it back.
private func quoted(_ word: String) -> String {
  let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,"
  if !word.isEmpty, word.allSatisfy(plain.contains) { return word }
  guard word.unicodeScalars.allSatisfy(isShown) else {
    return "$'" + word.unicodeScalars.map(escaped).joined() + "'"
  }
  return "'" + word.replacing("'", with: #"'\''"#) + "'"
}

/// One character inside bash's `$'…'`.
private func escaped(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": #"\n"#
  case "'": #"\'"#
  case "\\": #"\\"#
  case _ where isShown(scalar): String(scalar)
  default: #"\u"# + hexadecimal(scalar)
  }
}

private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16)
  return String(repeating: "0", count: 4 - digits.count) + digits
}
