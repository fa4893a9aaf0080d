// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// Completion, typed into the real shells.
struct CompletionTests {
  private static let lines = [
    ("capctl gen", "capctl generate "),
    ("capctl generate yaml --fr", "capctl generate yaml --from="),
    ("capctl generate yaml --li", "capctl generate yaml --list-variables "),
    ("capctl version --output=js", "capctl version --output=json "),
    ("capctl version -o ya", "capctl version -o yaml "),
    ("capctl generate yaml --from=/etc/hostn", "capctl generate yaml --from=/etc/hostname "),
    ("capctl generate yaml --from /etc/hostn", "capctl generate yaml --from /etc/hostname "),
    ("capctl generate yaml xx", "capctl generate yaml xx"),
    ("capctl nothing xx", "capctl nothing xx"),
  ]

  /// Starts a shell on a terminal, types a line and a tab, and prints what became of the line.
  private static let typist = #"""
    zmodload zsh/zpty
    zpty shell "$1"
    zpty -w shell "$2"
    zpty -r -m shell output '*READY*'
    zpty -w -n shell "$3"$'\t\C-x\C-p'
    zpty -r -m shell output '*<LINE:*>*'
    print -r -- "${${output##*<LINE:}%%>*}"
    zpty -d shell
    """#

  // The words to wait for are written so that their echo is not taken for them.
  private static let bash = #"""
    PS1=RE""ADY; source <(capctl completion bash); \#
    bind -x '"\C-x\C-p": printf "<LI""NE:%s>" "$READLINE_LINE"'
    """#

  private static let zsh = #"""
    PS1=RE""ADY; autoload -U compinit; compinit -D -u; source <(capctl completion zsh); \#
    show() { print -rn -- "<LI""NE:$BUFFER>" }; zle -N show; bindkey "^X^P" show
    """#

  private func type(
    _ line: String, into shell: String, _ setup: String, _ more: [String: String] = [:]
  ) async throws -> String {
    let folder = URL(filePath: Capctl.path).deletingLastPathComponent().path()
    var command = Command(
      try Part.path("zsh"), "-f", "-c", Self.typist, "typist", shell, setup, line)
    let environment = [
      "PATH": "\(folder):/usr/bin:/bin", "TERM": "dumb", "INPUTRC": "/dev/null",
    ]
    command.environment = .extended(environment.merging(more) { $1 })
    command.deadline = .seconds(60)
    return String(try await command.run().text.dropLast())
  }

  @Test(arguments: lines)
  func `bash completes`(_ typed: String, _ completed: String) async throws {
    let shell = "\(try Part.path("bash")) --norc --noprofile -i"
    #expect(try await type(typed, into: shell, Self.bash) == completed)
  }

  @Test(arguments: lines)
  func `zsh completes`(_ typed: String, _ completed: String) async throws {
    let shell = "\(try Part.path("zsh")) -f -i"
    #expect(try await type(typed, into: shell, Self.zsh) == completed)
  }

  @Test(arguments: [
    ("capctl gen", ["generate\tMake YAML from templates"]),
    ("capctl version -o ", ["json", "yaml"]),
    ("capctl version --output=", ["--output=json", "--output=yaml"]),
    ("capctl generate yaml --from=/etc/hostn", ["--from=/etc/hostname"]),
    ("capctl generate yaml --from /etc/hostn", ["/etc/hostname"]),
    ("capctl generate yaml xx", []),
  ])
  func `fish completes`(_ typed: String, _ candidates: [String]) async throws {
    let folder = URL(filePath: Capctl.path).deletingLastPathComponent().path()
    let script = "capctl completion fish | source; complete -C '\(typed)'"
    var command = Command(try Part.path("fish"), "--no-config", "-c", script)
    command.environment = .extended(["PATH": "\(folder):/usr/bin:/bin"])
    command.deadline = .seconds(30)
    #expect(try await command.run().text.split(separator: "\n").map(String.init) == candidates)
  }

  // MARK: Names

  private static let named = [
    ("capctl get clusters se", "capctl get clusters second "),
    ("capctl describe cluster on", "capctl describe cluster one "),
    ("capctl wait --for=delete cluster/se", "capctl wait --for=delete cluster/second "),
    ("capctl get cm -n other set", "capctl get cm -n other settings "),
    ("capctl get clusters -n other se", "capctl get clusters -n other se"),
    ("capctl edit cluster one se", "capctl edit cluster one second "),
  ]

  @Test func `shells complete names of what is there`() async throws {
    try await Stage.run { stage in
      let place = ["CAPCTL_DATA_DIR": stage.server.folder.path]
      for (typed, completed) in Self.named {
        let bash = "\(try Part.path("bash")) --norc --noprofile -i"
        #expect(try await type(typed, into: bash, Self.bash, place) == completed)
        let zsh = "\(try Part.path("zsh")) -f -i"
        #expect(try await type(typed, into: zsh, Self.zsh, place) == completed)
        let folder = URL(filePath: Capctl.path).deletingLastPathComponent().path()
        var fish = Command(
          try Part.path("fish"), "--no-config", "-c",
          "capctl completion fish | source; complete -C '\(typed)'")
        fish.environment = .extended(place.merging(["PATH": "\(folder):/usr/bin:/bin"]) { $1 })
        fish.deadline = .seconds(60)
        let word = typed == completed ? [] : [String(completed.split(separator: " ").last ?? "")]
        #expect(try await fish.run().text.split(separator: "\n").map(String.init) == word)
      }
    }
  }

  @Test func `nobody who answers is nothing to offer`() async throws {
    let output = try await Capctl.run(
      "__complete", "get", "--data-dir", "/nowhere", "clusters", "", environment: ["HOME": "/"])
    #expect(output.text == ":nothing\n" && output.errorText == "")
  }
}
