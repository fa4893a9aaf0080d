// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit

/// A terminal of a reader who has nothing yet: a home, an empty folder to be in, and what was exported.
struct PageStage {
  private let scene: PageScene
  private let home: URL
  private let place: URL
  private let environment: [String: String]

  private var kubeconfig: String { home.appending(path: ".local/share/capctl/kubeconfig").path }

  init(_ scene: PageScene, in folder: URL, admin: String) throws {
    self.scene = scene
    home = folder.appending(path: "home")
    place = folder.appending(path: "place")
    let programs = folder.appending(path: "bin")
    for made in [home, place, programs, home.appending(path: ".ssh")] {
      try FileManager.default.createDirectory(at: made, withIntermediateDirectories: false)
    }
    try FileManager.default.createSymbolicLink(
      at: programs.appending(path: "capctl"), withDestinationURL: URL(filePath: Capctl.path))
    // Any key will do: no host is reached with it.
    try home.appending(path: ".ssh").write("a key\n", to: "id_ed25519")
    // Ports are shared with whatever else runs on this machine.
    let settings = try home.write("listen: 127.0.0.1:0\n", to: "capctl.yaml")
    environment = Self.environment(home, programs, settings).merging(["ADMIN": admin]) { $1 }
  }

  private static func environment(
    _ home: URL, _ programs: URL, _ settings: URL
  ) -> [String: String] {
    var variables = [
      "HOME": home.path, "PATH": "\(programs.path):/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      "CAPCTL_CONFIG": settings.path, "REPOSITORY": Golden.root.path,
      "KUBECONFIG": home.appending(path: ".local/share/capctl/kubeconfig").path,
      "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
      "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
      "CONTROL_PLANE_ENDPOINT_HOST": "127.0.0.1", "AZURE_LOCATION": "westeurope",
      "AZURE_CONTROL_PLANE_MACHINE_TYPE": "Standard_B2ms",
      "AZURE_NODE_MACHINE_TYPE": "Standard_B2ms",
    ]
    let own = ProcessInfo.processInfo.environment
    for name in ["CAPCTL_DOCKER_HOST", "CAPCTL_NODE_IMAGE", "CAPCTL_LB_IMAGE", "XDG_CACHE_HOME"] {
      variables[name] = own[name]
    }
    // What is built for tests is kept in the home of whoever runs them.
    variables["XDG_CACHE_HOME"] = variables["XDG_CACHE_HOME"] ?? own["HOME"].map { "\($0)/.cache" }
    return variables
  }

  /// Runs commands where the ones before have left off.
  func bash(_ place: String, _ text: String) async throws {
    guard !text.isEmpty else { return }
    var command = try command(text, "export -p >\"$STATE\"; pwd >\"$STATE.folder\"")
    command.accepts = Set(0...255)
    command.deadline = .seconds(600)
    let output = try await command.run()
    guard output.exitCode == 0 else {
      throw TestFailure(
        "play \(place)", "exit code \(output.exitCode)\n\(output.text)\n\(output.errorText)")
    }
  }

  /// Runs `body` beside commands that go on until they are told to end.
  func beside(_ text: String, _ body: () async throws -> Void) async throws {
    try await Daemon.run(try command(text, ""), until: .exists(path: kubeconfig)) { _ in
      try await body()
    }
  }

  private func command(_ text: String, _ ending: String) throws -> Command {
    let text = PageScene.stand.reduce(text) { $0.replacing($1.0, with: $1.1) }
    let script = """
      set -euo pipefail
      [[ ! -e $STATE ]] || . "$STATE"
      [[ ! -e $STATE.folder ]] || cd "$(cat "$STATE.folder")"
      \(text)
      \(ending)
      """
    var command = Command(try Part.path("bash"), "-c", script)
    command.directory = place.path
    let state = ["STATE": home.appending(path: "state").path]
    command.environment = Capctl.environment(environment.merging(state) { $1 })
    return command
  }

  /// Takes away what is outside of the folder.
  func clean() async throws {
    guard scene == .engine else { return }
    let undone = """
      docker rm -f -v one; docker network rm nodes; docker rmi kindest/haproxy:v20230606-42a2262b
      true
      """
    try await bash("the clean-up", undone)
  }
}
