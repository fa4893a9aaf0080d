// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Log
import Manifest
import Spawn
import TestKit

/// `capctl up`, running: the real program in a process of its own.
struct Server {
  let folder: URL
  let daemon: Daemon

  var kubeconfig: String { folder.appending(path: "kubeconfig").path }
  var socket: String { folder.appending(path: "capctl.sock").path }

  /// Runs `body` beside a server over `folder` that is ready, and ends it.
  static func run<Result: Sendable>(
    in folder: URL, _ words: [String] = [], kibibytes limit: Int? = nil,
    environment: [String: String] = [:],
    _ body: (Server) async throws -> Result
  ) async throws -> Result {
    let words = ["up", "--data-dir", folder.path, "--listen", "127.0.0.1:0"] + words
    var command = Command(Capctl.path, words)
    // No file may grow past the limit.
    if let limit {
      let line = "ulimit -f \(limit); exec \"$0\" \"$@\""
      command = Command(try Part.path("bash"), ["-c", line, Capctl.path] + words)
    }
    command.environment = Capctl.environment(environment)
    let kubeconfig = folder.appending(path: "kubeconfig").path
    // What a server left behind that was killed says nothing of the next one.
    try? FileManager.default.removeItem(atPath: kubeconfig)
    return try await Daemon.run(command, until: .exists(path: kubeconfig)) { daemon in
      try await body(Server(folder: folder, daemon: daemon))
    }
  }

  /// Where it listens.
  var url: String {
    get throws {
      let config = try YAML.parse(String(contentsOfFile: kubeconfig, encoding: .utf8))
      return config["clusters"]?.list?.first?["cluster", "server"]?.string ?? ""
    }
  }

  /// A request over the unix socket.
  func send(
    _ method: String, _ path: String, _ body: Value? = nil, on client: HTTPClient
  ) async throws -> (status: Int, value: Value) {
    let response = try await client.send(request(method, path, body))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    let isJSON = response.headers["Content-Type"]?.hasPrefix("application/json") == true
    return (
      response.status,
      isJSON ? try JSON.parse(bytes) : .string(String(decoding: bytes, as: UTF8.self))
    )
  }

  func request(_ method: String, _ path: String, _ body: Value? = nil) -> HTTPRequest {
    var request = HTTPRequest(method, "http://capctl\(path)")
    request.unixSocket = socket
    request.deadline = .seconds(120)
    if let body {
      request.headers.add("Content-Type", "application/json")
      request.body = .bytes(JSON.bytes(body))
    }
    return request
  }

  func kubectl(_ words: String...) async throws -> Output {
    var command = Command(try Part.path("kubectl"), ["--kubeconfig", kubeconfig] + words)
    command.environment = .exactly(["HOME": folder.path])
    command.accepts = Set(0...255)
    command.deadline = .seconds(120)
    return try await command.run()
  }
}
