// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

struct BuildVerbTests {
  private static func files(_ files: [String: String], in directory: URL) throws {
    for (path, text) in files {
      let file = directory.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  private static let layers = [
    "base/kustomization.yaml": "resources: [map.yaml]\n",
    "base/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: \"1\"}\n",
    "top/kustomization.yaml": "resources: [../base, ns.yaml]\nnamePrefix: p-\n",
    "top/ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: ns}\n",
    ".git/HEAD": "",
  ]

  @Test func `a folder is built in the order, and the form, that is asked for`() async throws {
    try await withTemporaryDirectory { directory in
      try Self.files(Self.layers, in: directory)
      let top = directory.appending(path: "top").path()
      let yaml = try await Capctl.run("build", top)
      #expect(yaml.exitCode == 0, "\(yaml.errorText)")
      #expect(
        yaml.text == """
          apiVersion: v1
          kind: Namespace
          metadata:
            name: ns
          ---
          apiVersion: v1
          data:
            x: "1"
          kind: ConfigMap
          metadata:
            name: p-a

          """)
      let names = try await Capctl.run("build", top, "-o", "name", "--order", "input")
      #expect(names.text == "configmap/p-a\nnamespace/ns\n")
      let json = try await Capctl.run("build", top, "-o", "json")
      #expect(json.text.contains("\"kind\": \"List\""))
    }
  }

  @Test func `mistakes are told with their places, and nothing is printed`() async throws {
    try await withTemporaryDirectory { directory in
      var files = Self.layers
      files["top/ns.yaml"] = "kind: Namespace\n---\na: ["
      try Self.files(files, in: directory)
      let output = try await Capctl.run("build", directory.appending(path: "top").path())
      #expect(output.exitCode == 1)
      #expect(output.text == "")
      let said = output.errorText
      #expect(
        said.contains("error: cannot build top/ns.yaml:1:1: the Namespace has no metadata.name\n"))
      #expect(said.contains("\nerror: cannot parse top/ns.yaml:"), "\(said)")
      // Without a repository or a root, a folder is alone.
      try FileManager.default.removeItem(at: directory.appending(path: ".git"))
      let alone = try await Capctl.run("build", directory.appending(path: "top").path())
      #expect(alone.errorText.contains("../base leads out of the tree"), "\(alone.errorText)")
      let none = try await Capctl.run("build", directory.appending(path: "none").path())
      #expect(none.exitCode == 3)
      #expect(none.errorText.contains("no such file or directory"))
    }
  }

  @Test func `objects are held to the schemas of their kinds`() async throws {
    try await withTemporaryDirectory { directory in
      try Self.files(
        [
          "cluster.yaml": """
          apiVersion: cluster.x-k8s.io/v1beta2
          kind: Cluster
          metadata: {name: a}
          spec:
            paused: "yes"
            clusterNetwrok: {}
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: a
            labels: {bad: "-"}
          ---
          apiVersion: helm.toolkit.fluxcd.io/v2
          kind: HelmRelease
          metadata: {name: a}
          ---
          apiVersion: cluster.x-k8s.io/v9
          kind: Machine
          metadata: {name: a}

          """
        ], in: directory)
      let output = try await Capctl.run("validate", directory.path())
      #expect(output.exitCode == 1)
      #expect(output.text == "")
      let said = output.errorText
      for line in [
        "error: cannot accept cluster.yaml:6:3: Cluster a: spec.clusterNetwrok: unknown field",
        "error: cannot accept cluster.yaml:5:3: Cluster a: spec.paused: Invalid value: \"string\": ",
        "error: cannot accept cluster.yaml:12:3: ConfigMap a: metadata.labels: Invalid value: \"-\": ",
        "error: cannot accept cluster.yaml:18:1: Machine a: apiVersion: Machine has no version \"v9\", only v1beta2",
        "warning: no schema is known of helm.toolkit.fluxcd.io/v2 HelmRelease, and 1 object is of it not checked",
        "checked 3 objects\n",
      ] { #expect(said.contains(line), "\(line)\n\(said)") }
    }
  }

  @Test func `what the folder defines is known, and what is right passes`() async throws {
    try await withTemporaryDirectory { directory in
      let definition = { (name: String) in
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: things.x.y}
        spec:
          group: x.y
          scope: Namespaced
          names: {plural: things, kind: Thing}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {\(name): {type: integer}}}}}}

        """
      }
      let thing = "apiVersion: x.y/v1\nkind: Thing\nmetadata: {name: a}\nspec: {size: 3}\n"
      try Self.files(["crd.yaml": definition("size"), "thing.yaml": thing], in: directory)
      let right = try await Capctl.run("validate", directory.path())
      #expect(right.exitCode == 0, "\(right.errorText)")
      #expect(right.errorText == "checked 2 objects\n")
      try Self.files(["crd.yaml": definition("length")], in: directory)
      let wrong = try await Capctl.run("validate", directory.path())
      #expect(wrong.exitCode == 1)
      #expect(
        wrong.errorText.contains("cannot accept thing.yaml:4:8: Thing a: spec.size: unknown field"))
    }
  }
}
