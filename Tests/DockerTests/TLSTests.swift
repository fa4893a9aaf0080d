// SPDX-License-Identifier: Apache-2.0

import Docker
import Foundation
import HTTP
import Log
import TestKit
import Testing

/// A real engine behind TCP and TLS, which lets in who shows a certificate.
struct TLSTests {
  /// Runs `body` with the environment that leads there.
  private func served(_ body: ([String: String], URL) async throws -> Void) async throws {
    let socket = try DockerPart.engine.value().dropFirst("unix://".count)
    try await withTemporaryDirectory { folder in
      let authority = try await TestCA(in: folder)
      let client = try await authority.issue("me", for: .client)
      var options = WebServer.Options()
      options.identity = try await authority.issue()
      options.clientCA = authority.certificate
      options.directives = [
        "location / {", "  proxy_pass http://unix:\(socket):;", "  proxy_http_version 1.1;",
        "  proxy_set_header Upgrade $http_upgrade;",
        "  proxy_set_header Connection $http_connection;", "  proxy_buffering off;", "}",
      ]
      let keys = folder.appending(path: "keys")
      try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
      for (file, name) in [
        (authority.certificate, "ca.pem"), (client.certificate, "cert.pem"),
        (client.key, "key.pem"),
      ] {
        try FileManager.default.copyItem(at: file, to: keys.appending(path: name))
      }
      try await WebServer.run(options) { server in
        let environment = [
          "DOCKER_HOST": server.url.replacing("https://", with: "tcp://"),
          "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": keys.path,
        ]
        try await body(environment, keys)
      }
    }
  }

  private func engine(_ environment: [String: String]) throws -> DockerEngine {
    DockerEngine(
      at: try DockerEndpoint.found(in: environment), over: HTTPClient(environment: [:]))
  }

  @Test func `containers are made, read and removed through it`() async throws {
    try await served { environment, _ in
      let far = try engine(environment)
      try await Scene.with { scene in
        let name = "\(scene.mark)-tls"
        _ = try await far.createContainer(name, scene.settings("echo hello"))
        try await far.startContainer(name)
        var bytes: [UInt8] = []
        try await far.readLog(of: name, follows: true) { piece in
          bytes += piece
          return true
        }
        #expect(String(decoding: bytes, as: UTF8.self) == "hello\n")
        try await far.removeContainer(name)
        #expect(try await scene.engine.containers(labels: scene.labels).isEmpty)
      }
    }
  }

  @Test func `who shows no certificate is not let in`() async throws {
    try await served { environment, keys in
      for name in ["cert.pem", "key.pem"] {
        try FileManager.default.removeItem(at: keys.appending(path: name))
      }
      let far = try engine(environment)
      let error = await #expect(throws: DockerError.self) {
        _ = try await far.containers(labels: [:])
      }
      #expect(
        error?.description.contains("tcp://localhost:") == true, "\(error?.description ?? "")")
    }
  }
}
