// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

extension ShortLives {
  /// The first hour of a new user: the commands of README and docs/quickstart.md as they stand there, and what that
  /// page says to try next.
  struct QuickstartTests {
    @Test func `by README alone a cluster comes, follows commits and goes`() async throws {
      let commands = try Self.blocks("README.md")
      try #require(commands.count == 2 && commands[1].hasSuffix("--clean"))
      try await Checkout.with { checkout in
        try await play("README's own commands make a cluster with its platform") {
          let begun = try await checkout.bash(commands[0])
          #expect(begun.exitCode == 0, "\(begun.text)\n\(begun.errorText)")
          #expect(begun.text.contains("size: small"))
        }
        try await tryNext(checkout)
        try await play("README's own command takes all of it away") {
          let ended = try await checkout.bash(commands[1])
          #expect(ended.exitCode == 0, "\(ended.errorText)")
          #expect(try await checkout.bash("[[ ! -e quickstart ]]").exitCode == 0)
          #expect(try await checkout.containers.isEmpty)
        }
      }
    }

    private static func blocks(_ page: String) throws -> [String] {
      try MarkdownPage(page).blocks.filter { $0.value("scene") == "quickstart" }.map(\.text)
    }

    private func play(_ scene: String, _ body: () async throws -> Void) async throws {
      let start = ContinuousClock.now
      try await body()
      print("scene: \(scene): \((ContinuousClock.now - start).components.seconds) s")
    }

    /// What docs/quickstart.md says to try, each after its own way in.
    private func tryNext(_ checkout: Checkout) async throws {
      let around = try Self.blocks("docs/quickstart.md")
      try #require(around.count == 1)
      let trial = Trial(checkout: checkout, begin: around[0])
      try await play("another template is rolled out by commit", trial.upgrade)
      try await play("a commit scales, and its revert scales back", trial.scale)
      try await play("a broken file is told by its line, and breaks nothing", trial.breakFile)
      try await play("the platform follows its own repository", trial.changePlatform)
    }
  }
}

/// What a new user does in the management repository.
private struct Trial {
  let checkout: Checkout
  /// The block of docs/quickstart.md that all of it begins with.
  let begin: String

  private static let wait = "capctl wait --revision $(git rev-parse HEAD) --timeout 10m"

  private func does(_ text: String) async throws -> Output {
    try await checkout.bash("\(begin)\n\(text)")
  }

  /// Changes the cluster's file, and waits until that is so.
  private func commit(_ edit: String, _ message: String) async throws {
    let done = try await does(
      "sed -i '\(edit)' clusters/\(checkout.cluster).yaml\ngit commit -qam \(message)\n\(Self.wait)"
    )
    #expect(done.exitCode == 0, "\(message): \(done.errorText)")
    #expect(done.text.contains("its Cluster is available and up to date"), "\(done.text)")
  }

  func upgrade() async throws {
    // That of how workers are started.
    let template = "/^kind: KubeadmConfigTemplate$/,/^---$/"
    let command = #"      postKubeadmCommands: ["touch /is-new"]"#
    try await commit(#"\#(template)s|^    spec:$|&\n\#(command)|"#, "upgrade")
    let workers = try await checkout.workers
    #expect(workers.count == 1)
    for worker in workers {
      let seen = try await checkout.bash("docker exec \(worker) test -e /is-new")
      #expect(seen.exitCode == 0, "\(worker) is not as the template says")
    }
  }

  func scale() async throws {
    try await commit("/^kind: MachineDeployment$/,/^---$/s/replicas: 1$/replicas: 2/", "scale")
    #expect(try await checkout.workers.count == 2)
    let back = try await does("git revert --no-edit HEAD >/dev/null\n\(Self.wait)")
    #expect(back.exitCode == 0, "\(back.errorText)")
    try await eventually("one worker is left", within: .seconds(120)) {
      try await checkout.workers.count == 1
    }
  }

  func breakFile() async throws {
    let broken = try await does(
      """
      sed -i 's/^  replicas: 1$/  replicas: x/' clusters/\(checkout.cluster).yaml
      git commit -qam break
      \(Self.wait)
      """)
    #expect(broken.exitCode == 1, "\(broken.text)")
    let place = "clusters/\(checkout.cluster).yaml:"
    #expect(broken.errorText.contains(place), "\(broken.errorText)")
    let state = try await does("capctl wait --for=condition=Available cluster/\(checkout.cluster)")
    #expect(state.exitCode == 0, "\(state.errorText)")
    let mended = try await does("git revert --no-edit HEAD >/dev/null\n\(Self.wait)")
    #expect(mended.exitCode == 0, "\(mended.errorText)")
  }

  func changePlatform() async throws {
    let changed = try await does(
      """
      cd ../platform
      sed -i 's/size: small/size: large/' base/settings.yaml
      git commit -qam change
      """)
    #expect(changed.exitCode == 0, "\(changed.errorText)")
    try await eventually("the platform is as its repository says", within: .seconds(300)) {
      let seen = try await does(
        "kubectl --kubeconfig ../\(checkout.cluster).kubeconfig get configmap settings -o yaml")
      return seen.text.contains("size: large")
    }
  }
}

/// A checkout in which the program has been built, on a machine where images of nodes are known: what a new user
/// has waited for by then.
private struct Checkout {
  let cluster: String
  private let folder: URL
  private let engine: Engine
  private let environment: [String: String]

  /// Whatever comes of it, nothing that was begun goes on.
  static func with(_ body: (Checkout) async throws -> Void) async throws {
    try await withTemporaryDirectory { place in
      let checkout = try Checkout(in: place)
      do {
        try await body(checkout)
      } catch {
        let log = try? String(
          contentsOf: checkout.folder.appending(path: "quickstart/up.log"), encoding: .utf8)
        _ = try? await checkout.bash("hack/quickstart --clean")
        try await checkout.engine.clean(checkout.cluster)
        throw TestFailure("play the quickstart", "\(error)\n\(log?.suffix(4000) ?? "")")
      }
    }
  }

  private init(in place: URL) throws {
    cluster = "quick-\(UInt32.random(in: 0...999_999))"
    engine = try Engine()
    folder = place.appending(path: "checkout")
    let release = folder.appending(path: ".build/release")
    try FileManager.default.createDirectory(at: release, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: release.appending(path: "capctl"), withDestinationURL: URL(filePath: Capctl.path))
    for name in ["hack", "templates"] {
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: name), withDestinationURL: Golden.root.appending(path: name))
    }
    environment = [
      "HOME": place.path, "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
      "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
      "DOCKER_HOST": engine.address, "CAPCTL_PROGRAM": Capctl.path,
      "CAPCTL_QUICKSTART_NAME": cluster,
      "CAPCTL_NODE_IMAGE": try DockerPart.nodeImage.value(),
      "CAPCTL_LB_IMAGE": try DockerPart.balancerImage.value(),
      "CAPCTL_AGENT_IMAGE": try DockerPart.agentImage.value(),
    ]
  }

  func bash(_ text: String) async throws -> Output {
    var command = Command(try Part.path("bash"), "-euo", "pipefail", "-c", text)
    command.directory = folder.path
    command.environment = Capctl.environment(environment)
    command.accepts = Set(0...255)
    command.deadline = .seconds(1800)
    return try await command.run()
  }

  var containers: [String] {
    get async throws { try await engine.containers(of: cluster) }
  }

  /// The containers of workers.
  var workers: [String] {
    get async throws { try await engine.containers(of: cluster, "label=io.x-k8s.kind.role=worker") }
  }
}
