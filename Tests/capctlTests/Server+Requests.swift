// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Manifest
import TestKit

extension Server {
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
}
