// SPDX-License-Identifier: Apache-2.0

import Docker
import HTTP
import Manifest
import Synchronization
import TestKit
import Testing

/// Engines that are not there, that are none, and what no engine of ours can be brought to say.
struct StrangerTests {
  private let http = HTTPClient(environment: [:])

  @Test func `an engine that is not there is named, with what to do`() async throws {
    let endpoint = try DockerEndpoint("unix:///nowhere/docker.sock")
    let engine = DockerEngine(at: endpoint, over: http)
    let error = await #expect(throws: DockerError.self) { try await engine.containers() }
    let start = "list containers: the Docker Engine at unix:///nowhere/docker.sock does not answer"
    #expect("\(try #require(error))".hasPrefix("cannot \(start)"))
    #expect(error?.status == nil)
  }

  @Test func `a server that is no engine is told as one`() async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")
    } _: { server in
      let error = await #expect(throws: DockerError.self) {
        try await engine(server).inspectNetwork("a")
      }
      #expect(error?.cause == "what answers at \(server.url) is no Docker Engine")
    }
  }

  @Test(arguments: zip(["1.41", "1.99"], ["/v1.41/info", "/v1.47/info"]))
  func `the newest version that both know is spoken`(version: String, target: String) async throws {
    try await StubServer.run { request, connection in
      connection.send(Self.answer(request.target == "/_ping" ? "OK" : "{}", version))
    } _: { server in
      let engine = try engine(server)
      _ = try await engine.information()
      _ = try await engine.information()
      #expect(server.requests.map(\.target) == ["/_ping", target, target])
    }
  }

  @Test func `a pull tells how far it is, and fails when the engine says so`() async throws {
    let lines = """
      {"status":"Pulling from a","id":"1"}
      {"status":"Pulling fs layer","id":"x"}
      {"status":"Already exists","id":"y"}
      {"status":"Pull complete","id":"x"}
      {"errorDetail":{"message":"no space left"},"error":"no space left"}

      """
    try await StubServer.run { request, connection in
      connection.send(Self.answer(request.target == "/_ping" ? "OK" : lines))
    } _: { server in
      let seen = Mutex<[String]>([])
      let error = await #expect(throws: DockerError.self) {
        try await engine(server).pullImage("registry.example:5000/a") { progress in
          seen.withLock { $0.append("\(progress.done)/\(progress.layers)") }
        }
      }
      #expect(
        error.map { "\($0)" }
          == "cannot pull the image registry.example:5000/a: no space left")
      #expect(seen.withLock { $0 } == ["0/0", "0/1", "1/2", "2/2"])
      #expect(
        server.requests.last?.target
          == "/v1.41/images/create?fromImage=registry.example%3A5000%2Fa%3Alatest")
    }
  }

  private func engine(_ server: StubServer) throws -> DockerEngine {
    DockerEngine(at: try DockerEndpoint(server.url), over: http)
  }

  private static func answer(_ body: String, _ version: String = "1.41") -> String {
    "HTTP/1.1 200 OK\r\nApi-Version: \(version)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }
}
