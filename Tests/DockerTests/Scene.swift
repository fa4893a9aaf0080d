// SPDX-License-Identifier: Apache-2.0

import Docker
import HTTP
import Manifest
import TestKit

/// What a test makes in a real engine: all of it bears a label of the test's own, and goes with it.
struct Scene {
  let engine: DockerEngine
  let image: String
  let mark: String

  var labels: [String: String] { ["dev.capctl.test": mark] }

  static func with(_ body: (Scene) async throws -> Void) async throws {
    let endpoint = try DockerEndpoint(DockerPart.engine.value())
    let scene = Scene(
      engine: DockerEngine(at: endpoint, over: HTTPClient(environment: [:])),
      image: try DockerPart.balancerImage.value(), mark: "t\(UInt32.random(in: 0 ... .max))")
    do {
      try await body(scene)
    } catch {
      try await scene.clean()
      throw error
    }
    try await scene.clean()
  }

  private func clean() async throws {
    for container in try await engine.containers(labels: labels) {
      try await engine.removeContainer(container.id)
    }
    for network in try await engine.networks(labels: labels) {
      try await engine.removeNetwork(network["Id"]?.string ?? "")
    }
    for volume in try await engine.volumes(labels: labels) {
      try await engine.removeVolume(volume["Name"]?.string ?? "")
    }
  }

  /// What makes a container that runs a shell's script.
  func settings(_ script: String, terminal: Bool = false) -> Value {
    [
      "Image": .string(image), "Entrypoint": ["/bin/sh", "-c"], "Cmd": [.string(script)],
      "Labels": ["dev.capctl.test": .string(mark)], "Tty": .bool(terminal), "StopSignal": "SIGKILL",
      "HostConfig": ["NetworkMode": "none"],
    ]
  }

  /// A container that runs until it is ended.
  func start(_ script: String = "exec sleep 86400", terminal: Bool = false) async throws -> String {
    let name = "\(mark)-\(UInt32.random(in: 0 ... .max))"
    _ = try await engine.createContainer(name, settings(script, terminal: terminal))
    try await engine.startContainer(name)
    return name
  }

  func shell(_ script: String, in container: String) async throws -> String {
    let reply = try await engine.run(Exec(["/bin/sh", "-c", script]), in: container)
    return String(decoding: reply.output, as: UTF8.self)
  }
}
