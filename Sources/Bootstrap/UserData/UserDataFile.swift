// SPDX-License-Identifier: Apache-2.0

import Manifest

/// One entry of `write_files`.
struct UserDataFile {
  var path: String
  var owner = ""
  var permissions = ""
  /// `base64`, `gzip`, `gzip+base64`, or none.
  var encoding = ""
  var isAppended = false
  var content: String

  init(path: String, owner: String = "root:root", permissions: String, content: String) {
    self.path = path
    self.owner = owner
    self.permissions = permissions
    self.content = content
  }

  /// Reads one of `spec.files`, whose content must be in it by now.
  init(_ value: Value, at index: Int) throws(BootstrapError) {
    let field = "spec.files[\(index)]"
    guard let path = value["path"]?.string, !path.isEmpty else {
      throw BootstrapError("make user data", "\(field).path is missing")
    }
    if value["contentFrom"] != nil, value["content"] == nil {
      throw BootstrapError("make user data", "\(field).contentFrom has not been looked up")
    }
    self.path = path
    owner = value["owner"]?.string ?? ""
    permissions = value["permissions"]?.string ?? ""
    encoding = value["encoding"]?.string ?? ""
    isAppended = value["append"]?.bool ?? false
    content = value["content"]?.string ?? ""
    guard ["", "base64", "gzip", "gzip+base64"].contains(encoding) else {
      throw BootstrapError(
        "make user data", "\(field).encoding: \"\(encoding)\" is not known",
        hint: "use base64, gzip or gzip+base64")
    }
  }

  /// The entry as text, its content in a block that is indented by six.
  var text: String {
    var file = self
    // A block can hold neither control characters nor line ends of other kinds.
    if encoding.isEmpty, !Self.fitsBlock(content) {
      file.encoding = "base64"
      file.content = Base64.encode(content)
    }
    var lines = ["-   path: \(Scalar.text(path))"]
    if !file.encoding.isEmpty { lines.append("    encoding: \"\(file.encoding)\"") }
    if !owner.isEmpty { lines.append("    owner: \(Scalar.text(owner))") }
    if !permissions.isEmpty { lines.append("    permissions: '\(permissions)'") }
    if isAppended { lines.append("    append: true") }
    lines.append("    content: " + Self.block(file.content))
    return lines.joined(separator: "\n") + "\n"
  }

  /// `|` and the indented lines. Where the first of them begins with a blank, the block says how far
  /// it is indented, which is otherwise taken from there.
  private static func block(_ content: String) -> String {
    guard !content.isEmpty else { return "\"\"" }
    let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines.first { !$0.isEmpty }
    let isIndented = first.map { $0.hasPrefix(" ") || $0.hasPrefix("\t") } ?? false
    let header = isIndented ? "|2" : "|"
    let body = lines.map { $0.isEmpty ? "" : "      \($0)" }
    let text = body.joined(separator: "\n")
    return "\(header)\n" + (text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  private static func fitsBlock(_ content: String) -> Bool {
    // A block of nothing but blank lines has no indentation to be told by.
    let isBlank = !content.isEmpty && content.allSatisfy { $0 == "\n" || $0 == " " }
    return !isBlank
      && content.unicodeScalars.allSatisfy { scalar in
        if scalar == "\n" || scalar == "\t" { return true }
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff: return false
        default: return true
        }
      }
  }
}
