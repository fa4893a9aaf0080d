// SPDX-License-Identifier: Apache-2.0

extension SSHConnection {
  /// Writes a file on the server such that there is either the old one or the whole new one.
  ///
  /// The path is absolute, and its folder must be there. The owner is `user` or `user:group`, and who
  /// logged in where none is given.
  package func upload(
    _ bytes: [UInt8], to path: String, mode: UInt16 = 0o600, owner: String? = nil,
    deadline: ContinuousClock.Instant? = nil
  ) async throws(SSHError) {
    let action = "upload \(path) to \(endpoint)"
    guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.contains("\0") else {
      throw SSHError(action, "not the absolute path of a file")
    }
    let arguments = [path, String(mode, radix: 8), owner ?? "", String(bytes.count)]
    let command = (["sh", "-c", script, "sh"] + arguments).map(shellQuoted).joined(separator: " ")
    let result: SSHResult
    do throws(SSHError) {
      result = try await run(command, input: bytes, deadline: deadline)
    } catch {
      throw error.retitled(action)
    }
    if result.exit == .code(0) { return }
    let words = result.errorText.split(whereSeparator: \.isNewline).last.map { oneLine(String($0)) }
    throw SSHError(action, words ?? "the server's shell ended with \(result.exit)")
  }
}

/// Puts quotes around a text such that every POSIX shell reads it as one word, unchanged.
package func shellQuoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}

// A connection that is cut ends the input of `cat` as if it were complete, so the size decides. One
// line, for the sake of login shells that take no line breaks within quotes.
private let script = [
  #"if [ -d "$1" ]; then echo "it is a directory" >&2; exit 1; fi"#,
  "umask 077", #"new=$(mktemp "${1%/*}/.capctl.XXXXXXXXXX") || exit 1"#,
  #"trap 'rm -f "$new"' EXIT"#, "trap 'exit 1' HUP INT PIPE TERM",
  #"cat >"$new" || exit 1"#,
  #"if [ "$(wc -c <"$new")" -ne "$4" ]; then echo "it was cut short" >&2; exit 1; fi"#,
  #"if [ -n "$3" ]; then chown -- "$3" "$new" || exit 1; fi"#,
  #"chmod "$2" "$new" && mv -f "$new" "$1""#,
].joined(separator: "; ")
