// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// `capctl edit`, with scripts for editors.
struct EditTests {
  /// What a call came to, and the files that stay.
  private struct Edited {
    let output: Output
    let kept: [String]
  }

  /// `script` is the editor: it gets the file as `$1`, and how often it has been called as `$turn`.
  private func edit(
    _ stage: Stage, _ words: String, _ script: String, _ more: [String: String] = [:]
  ) async throws -> Edited {
    let temporary = stage.folder.appending(path: "tmp-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false)
    let turns = temporary.path + ".turns"
    let text = """
      #!/bin/sh
      echo turn >>\(turns)
      turn=$(wc -l <\(turns))
      \(script)
      """
    let editor = try stage.folder.write(text, to: "\(temporary.lastPathComponent).sh")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: editor.path)
    let environment = [
      "HOME": "/nowhere", "PATH": "/usr/bin:/bin", "TMPDIR": temporary.path,
      "EDITOR": "env LC_ALL=C \(editor.path)",
    ]
    let output = try await Capctl.run(
      words: ["edit"] + words.split(separator: " ").map(String.init)
        + ["--data-dir", stage.server.folder.path],
      environment: environment.merging(more) { $1 })
    return Edited(
      output: output, kept: try FileManager.default.contentsOfDirectory(atPath: temporary.path))
  }

  private func value(_ stage: Stage, _ path: String) async throws -> String {
    try await stage.capctl("get cm settings -o jsonpath={\(path)}").text
  }

  @Test func `what is changed is written, and nothing else`() async throws {
    try await Stage.run { stage in
      let edited = try await edit(stage, "cm settings", #"sed -i 's/b: two/b: three/' "$1""#)
      #expect(edited.output.text == "configmap/settings edited\n", "\(edited.output.errorText)")
      #expect(edited.kept.isEmpty)
      #expect(try await value(stage, ".data.b") == "three")
      let json = try await edit(
        stage, "configmap/settings -o json --field-manager me",
        #"sed -i 's/"b": "three"/"b": "four"/' "$1""#)
      #expect(json.output.exitCode == 0, "\(json.output.errorText)")
      #expect(try await value(stage, ".data.b") == "four")
      let managers = try await stage.kubectl(
        "get cm settings -o jsonpath={.metadata.managedFields[*].manager}")
      #expect(managers.text.split(separator: " ").contains("me"), "\(managers.text)")

      let revision = try await value(stage, ".metadata.resourceVersion")
      for (script, words) in [("true", "no changes made"), (#": >"$1""#, "saved file was empty")] {
        let nothing = try await edit(stage, "cm settings", script)
        #expect(nothing.output.errorText == "Edit cancelled, \(words).\n")
        #expect(nothing.output.exitCode == 0 && nothing.kept.isEmpty)
      }
      #expect(try await value(stage, ".metadata.resourceVersion") == revision)
    }
  }

  @Test func `what is not taken is shown again, with the reason above it`() async throws {
    try await Stage.run { stage in
      let mended = try await edit(
        stage, "cluster one",
        """
        case $turn in
        1) sed -i 's/^spec:/spec: [/' "$1" ;;
        2) grep -q '^# It was not taken:' "$1" && sed -i 's/^spec: \\[/spec:/; s/paused: true/pausd: true/' "$1" ;;
        3) grep -q '^#.*spec.pausd' "$1" && sed -i 's/pausd: true/paused: true/; s/team: blue/team: red/' "$1" ;;
        esac
        """)
      #expect(mended.output.exitCode == 0, "\(mended.output.errorText)")
      #expect(mended.output.text == "cluster.cluster.x-k8s.io/one edited\n")
      #expect(mended.output.errorText.contains("error: ") && mended.kept.isEmpty)
      let label = try await stage.capctl("get cluster one -o jsonpath={.metadata.labels.team}")
      #expect(label.text == "red")

      // Whoever saves the same again gives up; what was written is not lost.
      let given = try await edit(
        stage, "cluster one", #"sed -i 's/paused: true/paused: perhaps/' "$1""#)
      #expect(given.output.exitCode == 1)
      #expect(given.output.errorText.contains("no valid changes were saved"))
      #expect(given.output.errorText.contains("A copy of your changes has been stored to "))
      #expect(given.kept.count == 1)
      let renamed = try await edit(stage, "cluster one", #"sed -i 's/name: one/name: two/' "$1""#)
      #expect(renamed.output.errorText.contains("metadata.name cannot become another here"))
    }
  }

  @Test func `what somebody else changes meanwhile is not undone`() async throws {
    try await Stage.run { stage in
      let other = """
        kubectl --kubeconfig \(stage.server.kubeconfig) patch cm settings --type merge -p
        """
      let environment = ["HOME": stage.folder.path]
      let beside = try await edit(
        stage, "cm settings",
        """
        \(other) '{"data":{"a":"theirs"}}' >/dev/null && sed -i 's/b: two/b: ours/' "$1"
        """, environment)
      #expect(beside.output.exitCode == 0, "\(beside.output.errorText)")
      #expect(try await value(stage, ".data.a") == "theirs")
      #expect(try await value(stage, ".data.b") == "ours")
      let clash = try await edit(
        stage, "cm settings",
        """
        \(other) '{"data":{"b":"theirs"}}' >/dev/null && sed -i 's/b: ours/b: mine/' "$1"
        """, environment)
      #expect(clash.output.exitCode == 1 && clash.kept.count == 1)
      #expect(clash.output.errorText.contains("somebody else has changed data.b meanwhile"))
      #expect(try await value(stage, ".data.b") == "theirs")
    }
  }

  @Test func `an editor that is none, and objects that are none, are told`() async throws {
    try await Stage.run { stage in
      let none = try await edit(
        stage, "cm settings", "true", ["KUBE_EDITOR": "/nowhere/editor --wait"])
      #expect(none.output.exitCode == 1 && none.kept.isEmpty)
      #expect(none.output.errorText.contains("cannot edit with /nowhere/editor --wait"))
      #expect(none.output.errorText.contains("hint: KUBE_EDITOR or EDITOR names another"))
      let failed = try await edit(stage, "cm settings", #"echo "a: b" >"$1"; exit 4"#)
      #expect(failed.output.errorText.contains("exit status 4") && failed.kept.count == 1)
      #expect(try await edit(stage, "cm nothing", "true").output.exitCode == 3)
      #expect(try await edit(stage, "cm", "true").output.errorText.contains("no object is named"))
    }
  }

  /// The keys are typed while the editor runs: an interrupt is for it alone.
  @Test func `the editor has the terminal`() async throws {
    try await Stage.run { stage in
      let ready = stage.folder.appending(path: "ready").path
      let editor = try stage.folder.write(
        """
        trap 'sed -i "s/b: two/b: typed/" "$1"; exit 0' INT
        [ -t 0 ] && [ -t 1 ] && [ -t 2 ] || exit 9
        touch \(ready)
        while :; do sleep 1; done
        """, to: "editor.sh")
      let line = "\(Capctl.path) edit cm settings --data-dir \(stage.server.folder.path)"
      var command = Command(
        try Part.path("bash"), "-c",
        """
        { for round in {1..600}; do [[ -e "$1" ]] && break; sleep 0.1; done; printf '\\003'; sleep 60; } |
          { script -qefc "$2" /dev/null; echo "ended with $?"; kill 0; }
        """, "bash", ready, line)
      command.environment = Capctl.environment([
        "PATH": "/usr/bin:/bin", "EDITOR": "/bin/sh \(editor.path)",
      ])
      command.accepts = Set(0...255)
      command.deadline = .seconds(120)
      let output = try? await command.run()
      #expect(try await value(stage, ".data.b") == "typed", "\(output?.text ?? "")")
    }
  }
}
