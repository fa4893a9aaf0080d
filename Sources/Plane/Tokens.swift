// SPDX-License-Identifier: Apache-2.0

package import Log
package import ManagementAPI

/// Who may come in with which bearer token.
package struct Tokens: Sendable {
  package private(set) var roles: [Secret<String>: Authenticator.Role] = [:]

  package init() {}

  mutating func add(_ token: Secret<String>, _ role: Authenticator.Role) { roles[token] = role }

  /// Reads kube-apiserver's file of static tokens: lines of `token,user,uid,"group,group"`. Members
  /// of `system:masters` may do everything, the others read.
  package mutating func read(file path: String) throws(PlaneError) {
    let action = "read tokens from \(path)"
    guard let text = try PrivateFile(path).read() else {
      throw PlaneError(action, "no such file or directory")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = line.last == "\r" ? line.dropLast() : line
      if line.isEmpty { continue }
      let columns = Self.columns(line)
      guard columns.count >= 3, !columns[0].isEmpty, !columns[1].isEmpty else {
        throw PlaneError(
          action, "line \(index + 1) has no token, user and user id",
          hint: "write lines such as token,user,uid,\"group,group\"")
      }
      let groups = columns.count > 3 ? columns[3].split(separator: ",").map(String.init) : []
      add(Secret(columns[0]), groups.contains("system:masters") ? .admin : .reader)
    }
  }

  /// The cells of a line of comma-separated values; in quotes, a comma is part of the cell, and two
  /// quotes are one.
  private static func columns(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    var wasQuote = false
    for character in line {
      switch character {
      case "\"":
        if wasQuote, !isQuoted { cells[cells.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
      wasQuote = character == "\""
    }
    return cells
  }

  /// The token that is kept at `path`, or a new one that is from now on.
  static func kept(at path: String) throws(PlaneError) -> Secret<String> {
    let file = PrivateFile(path)
    if let text = try file.read()?.split(separator: "\n").first, text.utf8.count >= 32 {
      return Secret(String(text))
    }
    // Swift's generator asks the kernel, whose numbers nobody can guess.
    var random = SystemRandomNumberGenerator()
    let token = (0..<4).map { _ in
      let digits = String(random.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    try file.write("\(token)\n")
    return Secret(token)
  }
}
