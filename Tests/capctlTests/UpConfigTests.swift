// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// What `capctl up` reads from a file, and what it tells of clusters.
struct UpConfigTests {
  @Test func `a file says what flags say, and flags count more`() async throws {
    try await withTemporaryDirectory { folder in
      let config = try folder.write(
        "# where\nlisten: 127.0.0.1:1\nenv: [A, B=team]\nprune-guard: 30\ntake-over: false\n",
        to: "c.yaml")
      // Server.run gives --listen, without which that port would be asked for.
      try await Server.run(in: folder.appending(path: "data"), ["--config", config.path]) {
        server in
        let url = try server.url
        #expect(!url.hasSuffix(":1"))
        let stage = Stage(server: server, folder: folder)
        #expect(try await stage.capctl("get ns").exitCode == 0)
      }
    }
  }

  @Test(arguments: [
    ("repo: a\nlistn: b\n", "c.yaml:2:1", "hint: did you mean listen?"),
    ("listen: {a: b}\n", "c.yaml:1:1", "it is no text, number or list of texts"),
    ("- a\n", "c.yaml:1:1", "it holds no FLAG: value pairs"),
    ("listen: [\n", "c.yaml:2:1", "cannot parse"),
    ("config: x\n", "c.yaml:1:1", "no flag of that name"),
    ("prune-guard: many\n", "--prune-guard", "takes a whole number, not \"many\""),
  ])
  func `what is wrong in it is named with its place`(
    _ text: String, _ place: String, _ words: String
  ) async throws {
    try await withTemporaryDirectory { folder in
      let file = try folder.write(text, to: "c.yaml")
      for given in [["--config", file.path], ["--config=\(file.path)"]] {
        let output = try await Capctl.run(words: ["up"] + given)
        #expect(output.exitCode == 2, "\(output.errorText)")
        #expect(output.errorText.contains(place), "\(output.errorText)")
        #expect(output.errorText.contains(words), "\(output.errorText)")
      }
      let inherited = try await Capctl.run("up", environment: ["CAPCTL_CONFIG": file.path])
      #expect(inherited.exitCode == 2)
      let none = try await Capctl.run("up", "--config", "/nowhere/c.yaml")
      #expect(none.exitCode == 2 && none.errorText.contains("cannot read /nowhere/c.yaml"))
    }
  }

  @Test func `each cluster's progress is told, until it is gone`() async throws {
    try await withTemporaryDirectory { folder in
      let log = folder.appending(path: "log").path
      let data = folder.appending(path: "data").path
      let line = """
        "$0" up --data-dir "$1" --listen 127.0.0.1:0 --log-format json 2>"$2" & server=$!
        until [[ -e $1/kubeconfig ]]; do sleep 0.05; done
        "$0" generate cluster demo -i inmemory --kubernetes-version v1.30.0 |
          "$0" apply --data-dir "$1" -f - >/dev/null
        "$0" wait --data-dir "$1" --for=condition=Available cluster/demo --timeout=3m
        "$0" delete --data-dir "$1" cluster demo --timeout=3m
        for round in {1..600}; do grep -q '"Gone"' "$2" && break; sleep 0.1; done
        kill $server; wait $server
        """
      let output = try await Capctl.bash(line, data, log)
      #expect(output.text.contains("cluster.cluster.x-k8s.io/demo condition met"))
      let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
      let states = try lines.map { try JSON.parse(Array($0.utf8)) }
        .filter { $0["cluster"]?.string == "default/demo" }.compactMap { $0["state"]?.string }
      #expect(states.contains("Available") && states.contains("Deleting"), "\(states)")
      #expect(states.last == "Gone")
    }
  }
}
