// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

@testable import capctl

/// `capctl generate platform`, and what the repository that it begins is built to.
struct GeneratePlatformTests {
  private func generate(_ words: String..., into folder: URL) async throws -> Output {
    try await Capctl.run(
      words: ["generate", "platform"] + words + ["--write-to", folder.path])
  }

  /// The releases of a cluster by their names.
  private func releases(_ cluster: String, _ folder: URL) async throws -> [String: Value] {
    let built = try await Capctl.run("build", folder.appending(path: "clusters/\(cluster)").path)
    #expect(built.exitCode == 0, "\(built.errorText)")
    let values = try Source("built", text: built.text).values()
    let releases = values.filter { $0["kind"] == "HelmRelease" }
    return Dictionary(releases.map { ($0["metadata", "name"]?.string ?? "", $0) }) { one, _ in one }
  }

  @Test func `environments and clusters differ in what they say, and share the rest`()
    async throws
  {
    try await withTemporaryDirectory { place in
      let folder = try await FleetRepository(in: place).work
      let made = try await generate("one", into: folder)
      #expect(made.exitCode == 0, "\(made.errorText)")
      #expect(made.text.split(separator: "\n").count == 7)
      let more = try await generate("two", "-e", "staging", into: folder)
      #expect(more.text == "clusters/two/kustomization.yaml\n")
      let (one, two) = (try await releases("one", folder), try await releases("two", folder))
      #expect(one.keys.sorted() == ["cert-manager", "ingress-nginx", "keda"])
      #expect(one.keys == two.keys)
      for (releases, replicas, interval, cluster) in [
        (one, Value(2), "10m", "one"), (two, Value(1), "2m", "two"),
      ] {
        let ingress = try #require(releases["ingress-nginx"])
        #expect(ingress["apiVersion"] == "helm.toolkit.fluxcd.io/v2")
        #expect(ingress["spec", "values", "controller", "replicaCount"] == replicas)
        #expect(ingress["spec", "interval"]?.string == interval)
        #expect(ingress["spec", "values", "commonLabels", "cluster"]?.string == cluster)
      }
    }
  }

  @Test func `what is there stays as it is`() async throws {
    try await withTemporaryDirectory { folder in
      _ = try await generate("one", into: folder)
      let file = folder.appending(path: "environments/prod/kustomization.yaml")
      try Data("resources: []\n".utf8).write(to: file)
      #expect(try await generate("one", into: folder).text == "")
      #expect(try String(contentsOf: file, encoding: .utf8) == "resources: []\n")
    }
  }

  @Test(arguments: [["a/../b"], ["..", "-e", "prod"], ["one", "-e", "../prod"]])
  func `a name is one folder`(_ words: [String]) async throws {
    try await withTemporaryDirectory { folder in
      let output = try await Capctl.run(
        words: ["generate", "platform"] + words + ["--write-to", folder.path])
      #expect(output.exitCode == 1)
      #expect(output.errorText.contains("cannot be the name of a folder"))
    }
  }
}
