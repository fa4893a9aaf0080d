// SPDX-License-Identifier: Apache-2.0

import Log

/// Commands as the one script that cloud-init makes of them, with a mark behind each, so that what
/// it prints can be told apart again.
///
/// One shell runs them all: a folder changed into, a variable or an option set, an `exit` mean to later
/// commands what they mean under cloud-init. A command that fails does not end the script, but for
/// the one that tells of success: behind a failed kubeadm nothing is to run.
struct CommandScript {
  let commands: [String]
  let decisive: Int?

  /// A word that no command prints by chance; the script's file is named for it too.
  let mark: String

  init(_ commands: [String], mark: String = CommandScript.newMark()) {
    self.commands = commands
    self.mark = mark
    decisive = commands.firstIndex { $0.contains("> \(NodeBootstrap.sentinel)") }
  }

  var text: String {
    var lines = [
      "#!/bin/sh", "exec 2>&1", "rm -f \"$0\"", "cd /",
      // The status is kept for a command that asks for the one before it.
      "capctl_mark() { capctl_status=$?; printf '\\n\(mark) %d\\n' \"$capctl_status\"; "
        + "return \"$capctl_status\"; }",
    ]
    for (index, command) in commands.enumerated() {
      lines += [command, "capctl_mark"]
      if index == decisive {
        lines.append("[ \"$capctl_status\" -eq 0 ] || exit \"$capctl_status\"")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The status and the output of each command; one that did not come to its end has no status.
  func split(_ output: String) -> [(status: Int32?, output: String)] {
    var results: [(status: Int32?, output: String)] = []
    var rest = output[...]
    while results.count < commands.count, let found = rest.firstRange(of: "\n\(mark) ") {
      let tail = rest[found.upperBound...]
      let digits = tail.prefix { !$0.isNewline }
      results.append((Int32(digits), String(rest[..<found.lowerBound])))
      rest = tail.dropFirst(digits.count + 1)
    }
    // What is left belongs to the command that ended the shell.
    if results.count < commands.count { results.append((nil, String(rest))) }
    while results.count < commands.count { results.append((nil, "")) }
    return results
  }

  private static func newMark() -> String {
    "capctl-" + String(UInt64.random(in: 0 ... .max), radix: 36)
  }
}
