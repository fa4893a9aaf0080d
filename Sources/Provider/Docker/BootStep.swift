// SPDX-License-Identifier: Apache-2.0

import Docker
import Manifest
import Nodes
import Packs
import Template

/// A node's own services: up, and with images that only this engine has.
struct BootStep: PackStep {
  let engine: DockerEngine
  let works: LongWorks

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    let transport = ContainerTransport(call.target, in: engine)
    if call.purpose == .read {
      return try await ContainerBoot(of: transport).isOver()
        ? Reply(200, ["state": "up"]) : Reply(404)
    }
    let images = call.body?.reveal()["preload"]?.list?.compactMap(\.string) ?? []
    return works.begin("boot \(call.target)", for: subject) {
      await Reply.of {
        let boot = ContainerBoot(of: transport)
        try await boot.finish()
        try await boot.preload(images)
        try await boot.note()
        return Reply(200)
      }
    }
  }
}
