// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// `capctl get`, whose judge is kubectl on the same server.
struct GetTests {
  private static let lines = [
    "get clusters", "get cluster one", "get cl one second", "get clusters -o wide",
    "get cluster -A",
    "get clusters.cluster.x-k8s.io", "get Cluster", "get cm,clusters",
    "get cluster/one cm/settings",
    "get clusters -l team=blue", "get clusters -l team!=blue", "get clusters --show-labels",
    "get clusters -L team,app.kubernetes.io/name", "get clusters --no-headers", "get ns",
    "get clusters --field-selector metadata.name=one", "get cm -n other", "get crds",
    "get clusters -o name", "get cm/settings -o name", "get clusters,cm -o name",
    "get cm settings -o jsonpath={.data.a}", "get clusters -o jsonpath={.items[*].metadata.name}",
    "get clusters -o custom-columns=NAME:.metadata.name,PAUSED:.spec.paused,NONE:.spec.none",
    "get machinedeployments", "get roles -A",
  ]

  @Test func `tables and fields are printed as kubectl prints them`() async throws {
    try await Stage.run { stage in
      for line in Self.lines {
        let ours = try await stage.capctl(line)
        let theirs = try await stage.kubectl(line)
        #expect(Self.ageless(ours.text) == Self.ageless(theirs.text), "\(line)")
        #expect(ours.errorText == theirs.errorText, "\(line)")
        #expect(ours.exitCode == 0 && theirs.exitCode == 0, "\(line)")
      }
    }
  }

  /// A second may pass between two looks.
  private static func ageless(_ text: String) -> String {
    text.replacing(#/\b(\d+[dhms])+\b */#, with: "AGE ").replacing(#/AGE +/#, with: "AGE ")
  }

  @Test func `whole objects are what kubectl prints, without their managed fields`() async throws {
    try await Stage.run { stage in
      for line in ["get cluster one", "get clusters,cm"] {
        for (form, parse) in [("yaml", Self.yaml), ("json", Self.yaml)] {
          let ours = try await stage.capctl("\(line) -o \(form)")
          let theirs = try await stage.kubectl("\(line) -o \(form)")
          let expected = Self.bare(try parse(theirs.text))
          #expect(Self.bare(try parse(ours.text)) == expected, "\(line) \(form)")
          #expect(!ours.text.contains("managedFields"))
        }
      }
      let kept = try await stage.capctl("get cluster one -o yaml --show-managed-fields")
      #expect(kept.text.contains("managedFields"))
    }
  }

  private static func yaml(_ text: String) throws -> Value { try YAML.parse(text) }

  private static func bare(_ value: Value) -> Value {
    var value = value
    if var items = value["items"]?.list {
      items = items.map(bare)
      value["items"] = .list(items)
      value["metadata"] = nil
    } else if var metadata = value["metadata"] {
      metadata["managedFields"] = nil
      value["metadata"] = metadata
    }
    return value
  }

  @Test func `what is wrong is said, with what was meant`() async throws {
    try await Stage.run { stage in
      for (line, code, error, hint) in [
        (
          "get cluster oen", 3, "clusters.cluster.x-k8s.io \"oen\" not found",
          "did you mean \"one\"?"
        ),
        ("get clustrs", 3, "the server doesn't have a resource type \"clustrs\"", "\"clusters\"?"),
        ("get cluster one -n other", 3, "not found", "one of that name is in namespace default"),
        ("get cluster one -A", 1, "cannot be retrieved by name across all namespaces", "leave out"),
        ("get cluster one -l a=b", 1, "name cannot be provided when a selector is specified", ""),
        ("get cluster/one second", 1, "resource/name form", "write cluster/one KIND/second"),
        ("get clusters -o xml", 1, "there is no such form", "known are json, yaml"),
        ("get clusters -l a=(", 1, "expected a value", ""), ("get", 2, "KIND is missing", "--help"),
        ("get clusters --ouptut yaml", 2, "unknown flag --ouptut", "did you mean --output?"),
        ("get kubeconfig one -A", 2, "unknown flag -A", "--help"),
      ] {
        let output = try await stage.capctl(line)
        #expect(output.exitCode == Int32(code), "\(line): \(output.errorText)")
        #expect(output.text == "", "\(line)")
        #expect(output.errorText.hasPrefix("error: "), "\(line)")
        #expect(output.errorText.contains(error), "\(line): \(output.errorText)")
        #expect(output.errorText.contains(hint) || hint.isEmpty, "\(line): \(output.errorText)")
      }
      let some = try await stage.capctl("get cluster one tow second")
      #expect(some.exitCode == 3 && some.text.split(separator: "\n").count == 3)
    }
  }

  @Test func `what changes is shown as it comes`() async throws {
    try await Stage.run { stage in
      // The pipe ends when head has what it wants; until then the watch goes on.
      let line = """
        "$0" get cm --data-dir "$1" -w > >(head -n 3) & reader=$!
        while kill -0 $reader 2>/dev/null; do
          HOME=$1 kubectl --kubeconfig "$1/kubeconfig" annotate cm settings --overwrite t=$RANDOM >/dev/null
        done
        wait $reader || echo "ended with $?"
        """
      let output = try await Capctl.bash(line, stage.server.folder.path)
      let rows = output.text.split(separator: "\n").filter { !$0.hasPrefix("ended") }
      #expect(output.text.contains("ended with 141\n"), "\(output.text)")
      #expect(rows.count == 3 && rows[0].hasPrefix("NAME       DATA   AGE"))
      #expect(rows.dropFirst().allSatisfy { $0.hasPrefix("settings   2      ") })
    }
  }

  @Test func `nobody to ask, and nobody who answers, are said`() async throws {
    let none = try await Capctl.run(
      "get", "clusters", "--data-dir", "/nowhere", environment: ["HOME": "/nowhere"])
    #expect(none.exitCode == 1)
    #expect(none.errorText.contains("no capctl up serves from /nowhere"))
    try await withTemporaryDirectory { folder in
      let config = """
        clusters: [{name: a, cluster: {server: "http://127.0.0.1:1"}}]
        contexts: [{name: a, context: {cluster: a}}]
        current-context: a
        """
      try folder.write(config, to: "kubeconfig")
      let silent = try await Capctl.run(
        "get", "clusters", "--data-dir", folder.path, environment: ["HOME": "/nowhere"])
      #expect(silent.exitCode == 1)
      #expect(silent.errorText.contains("no answer from http://127.0.0.1:1"))
      #expect(silent.errorText.contains("is capctl up running?"))
    }
  }
}
