// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import ManagementAPI
import Serving
import Spawn
import TestKit

/// The real kubectl, whichever version is on PATH, for one API over HTTP. It is an administrator.
struct Kubectl {
  private let folder: URL
  private let program: String

  fileprivate init(_ folder: URL, trusting ca: URL, port: Int) throws {
    self.folder = folder
    program = try Part.path("kubectl")
    let config = """
      {"apiVersion": "v1", "kind": "Config", "current-context": "t",
       "clusters": [{"name": "t", "cluster": {
        "server": "https://127.0.0.1:\(port)", "certificate-authority": "\(ca.path)"}}],
       "users": [{"name": "t", "user": {"token": "right"}}],
       "contexts": [{"name": "t", "context": {"cluster": "t", "user": "t", "namespace": "demo"}}]}
      """
    try Data(config.utf8).write(to: folder.appending(path: "config"))
  }

  @discardableResult
  func callAsFunction(_ arguments: String..., input: String = "") async throws -> String {
    var command = Command(program, arguments)
    command.environment = .extended([
      "KUBECONFIG": folder.appending(path: "config").path, "HOME": folder.path,
    ])
    command.input = input.isEmpty ? .nothing : .bytes(Array(input.utf8))
    command.deadline = .seconds(120)
    return try await command.run().text
  }
}

/// An API that kubectl reaches, with its caretaker at work.
enum KubectlPlane {
  static func run(_ body: (TestPlane, Kubectl) async throws -> Void) async throws {
    try await TestPlane.tended { plane in
      let front = Front(plane.server, Authenticator(tokens: [Secret("right"): .admin]))
      try await withTemporaryDirectory { folder in
        // kubectl sends no token without TLS.
        let ca = try await TestCA(in: folder)
        let files = try await ca.issue()
        let identity = ServerIdentity(
          certificates: try String(contentsOf: files.certificate, encoding: .utf8),
          key: Secret(try String(contentsOf: files.key, encoding: .utf8)))
        let server = try HTTPServer { await front.answer($0) }
        let address = try server.listen(at: .tcp("127.0.0.1", port: 0), as: identity)
        guard case .tcp(_, let port) = address else { return }
        try await body(plane, try Kubectl(folder, trusting: ca.certificate, port: Int(port)))
        await server.shutDown(within: .seconds(5))
      }
    }
  }
}
