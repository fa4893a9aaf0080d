// SPDX-License-Identifier: Apache-2.0

import Docker
import Manifest
import Nodes
import Packs
import Template

/// What cloud-init would do on a node, by exec: never twice on one container.
struct BootstrapStep: PackStep {
  let engine: DockerEngine
  let works: LongWorks
  private let name = "capctl-\(UInt64.random(in: 0...(.max)))"

  init(engine: DockerEngine, works: LongWorks) {
    self.engine = engine
    self.works = works
  }

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    let start = NodeStart(
      works: works, transport: ContainerTransport(call.target, in: engine), name: name,
      token: "bootstrap \(call.target)")
    guard call.purpose != .read else { return try await start.state() }
    guard let body = call.body?.reveal() else { return .trouble("there is no user data") }
    let name = body["hostname"]?.string ?? ""
    let config = try MachineKubeadm(providerID: "docker:////\(name)").fit(
      NodeStart.config(body, hostname: name))
    return try await start.begin(config, body, for: subject)
  }
}
