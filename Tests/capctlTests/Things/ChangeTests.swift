// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// Verbs that change objects, or wait for them.
struct ChangeTests {
  @Test func `files are applied, and what is wrong with one keeps no other back`() async throws {
    try await Stage.run { stage in
      let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {k: v}\n"
      let good = try stage.folder.write(config.replacing("NAME", with: "new"), to: "good.yaml").path
      for word in ["created", "unchanged"] {
        let output = try await stage.capctl("apply -f \(good)")
        #expect(output.text == "configmap/new \(word)\n", "\(output.errorText)")
      }
      try stage.folder.write(config.replacing("NAME", with: "new") + "  l: w\n", to: "good.yaml")
      let tried = try await stage.capctl("apply -f \(good) --dry-run=server")
      #expect(tried.exitCode == 1, "\(tried.text)")
      try stage.folder.write(
        config.replacing("NAME", with: "new").replacing("k: v", with: "k: w"), to: "good.yaml")
      let checked = try await stage.capctl("apply -f \(good) --dry-run=server")
      #expect(checked.text == "configmap/new configured (server dry run)\n")
      #expect(try await stage.capctl("get cm new -o jsonpath={.data.k}").text == "v")
      #expect(try await stage.capctl("apply -f \(good)").text == "configmap/new configured\n")

      let folder = stage.folder.appending(path: "many")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      try folder.write(
        Stage.objects.replacing("paused: true, infra", with: "pausd: true, infra"), to: "b.yaml")
      try folder.write(config.replacing("NAME", with: "last"), to: "c.yml")
      try folder.write("no manifest", to: "d.txt")
      let many = try await stage.capctl("apply -f \(folder.path) --force-conflicts")
      #expect(many.exitCode == 1)
      #expect(many.text.hasSuffix("configmap/last created\n"))
      #expect(many.errorText.contains("error: cannot apply \(folder.path)/b.yaml:"))
      #expect(many.errorText.contains("pausd"))
    }
  }

  @Test func `standard input, conflicts and bad files are handled`() async throws {
    try await Stage.run { stage in
      let text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: other}}"
      let clash = try await stage.capctl("apply -f -", input: .bytes(Array(text.utf8)))
      #expect(clash.exitCode == 1)
      #expect(clash.errorText.contains("conflict"), "\(clash.errorText)")
      #expect(clash.errorText.contains("hint: --force-conflicts takes these fields over"))
      let forced = try await stage.capctl(
        "apply -f - --force-conflicts", input: .bytes(Array(text.utf8)))
      #expect(forced.text == "configmap/settings configured\n")
      for (text, words) in [
        ("a: [", "standard input:2:1"), ("- a\n", "it is no object"), ("", "no objects passed"),
        ("kind: Clustr\napiVersion: cluster.x-k8s.io/v1beta2\nmetadata: {name: a}", "Clustr"),
        ("kind: ConfigMap\napiVersion: v1\nmetadata: {name: A_b}", "standard input:3"),
      ] {
        let output = try await stage.capctl("apply -f -", input: .bytes(Array(text.utf8)))
        #expect(output.exitCode != 0 && output.text == "", "\(text)")
        #expect(output.errorText.contains(words), "\(text): \(output.errorText)")
      }
    }
  }

  @Test func `objects are scaled, waited for and deleted`() async throws {
    try await Stage.run { stage in
      let made = try await Capctl.run(
        "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
        "--worker-machine-count", "1")
      let applied = try await stage.capctl("apply -f -", input: .bytes(Array(made.text.utf8)))
      #expect(applied.exitCode == 0, "\(applied.errorText)")
      let ready = try await stage.capctl("wait --for=condition=Available cluster/demo --timeout=4m")
      #expect(ready.text == "cluster.cluster.x-k8s.io/demo condition met\n", "\(ready.errorText)")
      let scaled = try await stage.capctl("scale md demo-md-0 --replicas=2 --current-replicas=1")
      #expect(scaled.text == "machinedeployment.cluster.x-k8s.io/demo-md-0 scaled\n")
      let grown = try await stage.capctl(
        "wait md/demo-md-0 --for=jsonpath={.status.readyReplicas}=2 --timeout=4m")
      #expect(grown.exitCode == 0, "\(grown.errorText)")
      let wrong = try await stage.capctl("scale md demo-md-0 --replicas=5 --current-replicas=7")
      #expect(wrong.errorText.contains("Expected replicas to be 7, was 2"))
      let deleted = try await stage.capctl("delete cluster demo --timeout=4m")
      #expect(deleted.exitCode == 0, "\(deleted.errorText)")
      #expect(deleted.text == "cluster.cluster.x-k8s.io \"demo\" deleted\n")
      #expect(
        try await stage.capctl("get machines,clusters -o name").text.contains("demo") == false)
    }
  }

  @Test func `a wait that is in vain ends with what the object says`() async throws {
    try await Stage.run { stage in
      let output = try await stage.capctl("wait --for=condition=Available cluster/one --timeout=1s")
      #expect(output.exitCode == 1)
      #expect(
        output.errorText.contains("error: timed out waiting for the condition on clusters/one"))
      let gone = try await stage.capctl("wait --for=delete cm/nothing")
      #expect(gone.text == "configmap/nothing deleted\n")
      let none = try await stage.capctl("wait --for=condition=Available cluster/nothing")
      #expect(none.exitCode == 3 && none.errorText.contains("not found"))
      for (line, code) in [
        ("wait cluster/one", 2), ("wait --for=what cluster/one", 1),
        ("wait --for=delete cluster", 2),
      ] {
        #expect(try await stage.capctl(line).exitCode == Int32(code), "\(line)")
      }
    }
  }

  @Test func `deleting needs a name, and says what is not there`() async throws {
    try await Stage.run { stage in
      let all = try await stage.capctl("delete cm")
      #expect(all.exitCode == 2)
      #expect(all.errorText.contains("resource(s) were provided, but no name was specified"))
      let some = try await stage.capctl("delete cm settings nothing")
      #expect(some.exitCode == 3 && some.text == "configmap \"settings\" deleted\n")
      #expect(some.errorText.contains("configmaps \"nothing\" not found"))
      let quiet = try await stage.capctl("delete cm nothing --ignore-not-found")
      #expect(quiet.exitCode == 0 && quiet.errorText == "")
      let labelled = try await stage.capctl("delete clusters -l team=blue --wait=false")
      #expect(labelled.text == "cluster.cluster.x-k8s.io \"one\" deleted\n")
      let file = stage.folder.appending(path: "objects.yaml").path
      let rest = try await stage.capctl("delete -f \(file) --ignore-not-found --wait=false")
      #expect(rest.text.contains("namespace \"other\" deleted"))
    }
  }

  @Test func `events are told in their order`() async throws {
    try await Stage.run { stage in
      let none = try await stage.capctl("events")
      #expect(none.text == "" && none.errorText == "No events found in default namespace.\n")
      let event = """
        apiVersion: v1
        kind: Event
        metadata: {name: NAME, namespace: default}
        involvedObject: {kind: Cluster, name: SUBJECT, namespace: default}
        type: TYPE
        reason: Because
        message: it is NAME
        lastTimestamp: "2026-01-01T00:00:0NUMBERZ"
        firstTimestamp: "2025-12-31T00:00:00Z"
        count: NUMBER
        """
      for (name, subject, type, number) in [
        ("b", "one", "Warning", "2"), ("a", "second", "Normal", "3"), ("c", "one", "Normal", "1"),
      ] {
        let text = event.replacing("NAME", with: name).replacing("SUBJECT", with: subject)
          .replacing("TYPE", with: type).replacing("NUMBER", with: number)
        let applied = try await stage.capctl("apply -f -", input: .bytes(Array(text.utf8)))
        #expect(applied.exitCode == 0, "\(applied.errorText)")
      }
      func messages(_ line: String) async throws -> [String] {
        try await stage.capctl(line).text.split(separator: "\n").map { line in
          String(line.suffix(7))
        }
      }
      #expect(try await messages("events --no-headers") == ["it is c", "it is b", "it is a"])
      #expect(
        try await messages("events --no-headers --for cluster/one") == ["it is c", "it is b"])
      #expect(try await messages("events --no-headers --types=warning -A") == ["it is b"])
      let table = try await stage.capctl("events --for cl/second").text.split(separator: "\n")
      #expect(
        table.first?.hasPrefix("LAST SEEN") == true && table.last?.contains("(x3 over ") == true)
    }
  }
}
