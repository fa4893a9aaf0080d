// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// The kubeconfig of a cluster, printed or put where kubectl looks.
struct GetKubeconfigTests {
  private static let cluster = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: NAME, namespace: default}
    spec:
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: NAME}
    """

  private static func kubeconfig(_ name: String) -> String {
    """
    apiVersion: v1
    kind: Config
    clusters: [{name: \(name), cluster: {server: "https://10.0.0.1:6443"}}]
    users: [{name: \(name)-admin, user: {token: abc}}]
    contexts: [{name: \(name)-admin@\(name), context: {cluster: \(name), user: \(name)-admin}}]
    current-context: \(name)-admin@\(name)

    """
  }

  private func run(
    _ server: Server, _ words: String..., home: URL? = nil, kubeconfig: String? = nil
  ) async throws -> Output {
    var environment = ["HOME": home?.path ?? "/nowhere"]
    environment["KUBECONFIG"] = kubeconfig
    return try await Capctl.run(
      words: ["get", "kubeconfig", "--data-dir", server.folder.path] + words,
      environment: environment)
  }

  /// Runs `body` beside a server with a cluster `one` that is ready, and `two` that is not.
  private func served(_ body: (Server, URL) async throws -> Void) async throws {
    try await withTemporaryDirectory { folder in
      try await Server.run(in: folder.appending(path: "data")) { server in
        let secret = """
          apiVersion: v1
          kind: Secret
          metadata: {name: one-kubeconfig, namespace: default}
          stringData:
            value: |
          \(Self.kubeconfig("one").split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
          """
        let text = ["one", "two"].map { Self.cluster.replacing("NAME", with: $0) } + [secret]
        let file = try folder.write(text.joined(separator: "\n---\n"), to: "objects.yaml")
        let applied = try await server.kubectl("apply", "-f", file.path)
        #expect(applied.exitCode == 0, "\(applied.errorText)")
        try await body(server, folder)
      }
    }
  }

  @Test func `it is printed, and what stands in the way is said`() async throws {
    try await served { server, _ in
      let printed = try await run(server, "one")
      #expect(printed.text == Self.kubeconfig("one") && printed.exitCode == 0)
      let early = try await run(server, "two")
      #expect(early.exitCode == 1 && early.text.isEmpty)
      #expect(
        early.errorText.hasPrefix(
          "error: cannot get the kubeconfig of Cluster default/two: it has none yet: "))
      #expect(early.errorText.contains("hint: kubectl wait --for=condition="))
      let none = try await run(server, "three")
      #expect(none.exitCode == 3)
      #expect(none.errorText.contains("there is no such Cluster\nhint: there are one, two\n"))
      let elsewhere = try await run(server, "one", "-n", "other")
      #expect(elsewhere.exitCode == 3)
      #expect(elsewhere.errorText.contains("is in namespace default: give --namespace"))
    }
  }

  @Test func `it is put beside what a person has, and takes its own place again`() async throws {
    try await served { server, folder in
      let first = try await run(server, "one", "--merge", home: folder)
      #expect(first.exitCode == 0, "\(first.errorText)")
      let file = folder.appending(path: ".kube/config")
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      // Another's entries stay, and kubectl reads the result.
      let other = Self.kubeconfig("zed") + "preferences: {colors: true}\n"
      let path = try folder.write(other, to: "other").path
      for _ in 0..<2 {
        let again = try await run(server, "one", "--merge", home: folder, kubeconfig: path)
        #expect(again.errorText.contains("set context one-admin@one in \(path)"))
      }
      let value = try YAML.parse(String(contentsOfFile: path, encoding: .utf8))
      #expect(value["contexts"]?.list?.count == 2 && value["users"]?.list?.count == 2)
      #expect(value["preferences"] == ["colors": true])
      let current = try await server.kubectl(
        "--kubeconfig", path, "config", "view", "--minify", "-o", "jsonpath={.clusters[*].name}")
      #expect(current.text == "one")
      #expect(!FileManager.default.fileExists(atPath: "\(path).lock"))
    }
  }

  @Test func `a file that is locked or is no kubeconfig stays as it is`() async throws {
    try await served { server, folder in
      let path = try folder.write("- a\n", to: "list").path
      let wrong = try await run(server, "one", "--merge", kubeconfig: path)
      #expect(wrong.exitCode == 1)
      #expect(wrong.errorText.contains("cannot add to \(path): it holds no kubeconfig"))
      _ = try folder.write("", to: "list.lock")
      let locked = try await run(server, "one", "--merge", kubeconfig: path)
      #expect(locked.errorText.contains("somebody else is writing it"))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "- a\n")
    }
  }

  @Test func `nobody to ask is said`() async throws {
    let output = try await Capctl.run(
      "get", "kubeconfig", "one", "--data-dir", "/nowhere", environment: ["HOME": "/nowhere"])
    #expect(output.exitCode == 1)
    #expect(output.errorText.hasPrefix("error: cannot find a cluster: there is no kubeconfig"))
  }
}
