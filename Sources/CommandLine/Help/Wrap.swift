// SPDX-License-Identifier: Apache-2.0

extension String {
  /// Broken between words into lines no longer than `width`, where words allow, each after the
  /// first indented. Paragraphs, which are parted by an empty line, stay apart.
  func wrapped(to width: Int, indent: Int = 0) -> String {
    let margin = "\n" + String(repeating: " ", count: indent)
    let paragraphs = split(separator: "\n\n").map { paragraph in
      var lines = [""]
      for word in paragraph.split(whereSeparator: \.isWhitespace) {
        let line = lines[lines.count - 1]
        if line.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if indent + line.count + 1 + word.count <= width {
          lines[lines.count - 1] += " " + word
        } else {
          lines.append(String(word))
        }
      }
      return lines.joined(separator: margin)
    }
    return paragraphs.joined(separator: "\n" + margin)
  }
}
