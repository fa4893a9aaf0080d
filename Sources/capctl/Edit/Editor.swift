// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Log
import Spawn
import Views

/// The program with which a person changes texts.
struct Editor {
  /// A line of a shell, before the name of a file.
  private let line: String

  init(_ environment: (String) -> String?) {
    let wishes = ["KUBE_EDITOR", "EDITOR"].compactMap(environment)
    line = wishes.first { !$0.allSatisfy(\.isWhitespace) } ?? "vi"
  }

  /// Returns when the person has left it.
  func open(_ path: String) async throws {
    // An interrupt is for the editor, and not for the shell around it.
    let command = Command("/bin/sh", "-c", "trap : INT QUIT; \(line) \"$1\"", "sh", path)
    let status = try await command.runOnTerminal()
    guard status != .exited(0) else { return }
    let isMissing = status == .exited(127)
    throw ViewError(
      "edit with \(line)", isMissing ? "there is no such program" : "\(status)",
      hint: "KUBE_EDITOR or EDITOR names another")
  }
}
