// SPDX-License-Identifier: Apache-2.0

import Docker
import HTTP

/// A machine that is a container, as its engine shows it.
struct ContainerNode {
  private let container: String
  private let engine: DockerEngine

  init(_ container: String, over http: HTTPClient) throws {
    self.container = container
    engine = DockerEngine(
      at: try DockerEndpoint.found(in: processEnvironment()), over: http)
  }

  func parts(_ tail: LogTail) async throws -> [LogPart] {
    var console: [UInt8] = []
    try await engine.readLog(of: container, within: .seconds(60)) { bytes in
      console += bytes
      return console.count < 64 << 20
    }
    return [
      LogPart(title: "console", text: tail.end(of: String(decoding: console, as: UTF8.self))),
      LogPart(title: "bootstrap", text: try await output(of: LogTail.bootstrap)),
      LogPart(title: "kubelet", text: try await output(of: tail.journal)),
    ]
  }

  private func output(of script: String) async throws -> String {
    let reply = try await engine.run(Exec(["/bin/sh", "-c", script]), in: container)
    return LogTail(-1).end(of: String(decoding: reply.output + reply.errorOutput, as: UTF8.self))
  }
}
