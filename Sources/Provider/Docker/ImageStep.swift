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
    let (engine, works, name) = (engine, works, call.target)
    let token = "pull \(name)"
    var reply = works.begin(token, for: subject) {
      await Reply.of {
        try await engine.pullImage(name) { progress in
          works.tell(token, "\(progress.done) of \(progress.layers) layers are here")
        }
        return Reply(200)
      }
    }
    reply.retryAfter = 5
    return reply
  }
}
