// SPDX-License-Identifier: Apache-2.0

import Docker
import Manifest
import Packs

/// An image that the engine has, or fetches.
struct ImageStep: PackStep {
  let engine: DockerEngine
  let works: LongWorks

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    if call.purpose == .read {
      let image = try await engine.inspectImage(call.target)
      return image.map { Reply(200, ["id": $0["Id"] ?? .null]) } ?? Reply(404)
    }
    let (engine, name) = (engine, call.target)
    return works.begin("pull \(name)", for: subject) {
      await Reply.of {
        try await engine.pullImage(name)
        return Reply(200)
      }
    }
  }
}
