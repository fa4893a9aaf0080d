// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import Serving
import Testing

struct FrontTests {
  private struct Caller {
    let base: String
    let client = HTTPClient(environment: [:])

    func send(
      _ method: String, _ path: String, _ body: Value? = nil, token: String = "right",
      accept: String = "application/json"
    ) async throws -> (status: Int, value: Value) {
      var request = HTTPRequest(method, base + path)
      request.authorization = .bearer(Secret(token))
      request.headers.add("Accept", accept)
      request.deadline = .seconds(60)
      if let body {
        request.headers.add("Content-Type", "application/json")
        request.body = .bytes(JSON.bytes(body))
      }
      let response = try await client.send(request)
      let bytes = try await response.body.collect(upTo: 1 << 20)
      return (response.status, try JSON.parse(bytes))
    }
  }

  private func withFront(_ body: (Caller) async throws -> Void) async throws {
    try await TestPlane.run { plane in
      let tokens: [Secret<String>: Authenticator.Role] = [
        Secret("right"): .admin, Secret("look"): .reader,
      ]
      let front = Front(plane.server, Authenticator(tokens: tokens))
      let server = try HTTPServer { await front.answer($0) }
      guard case .tcp(_, let port) = try server.listen(at: .tcp("127.0.0.1", port: 0)) else {
        return
      }
      let caller = Caller(base: "http://127.0.0.1:\(port)")
      try await body(caller)
      await caller.client.shutdown()
      await server.shutDown(within: .seconds(5))
    }
  }

  static let collection = "/apis/test.capctl.dev/v1/namespaces/demo/machines"

  @Test(arguments: 0..<4)
  func `a list over HTTP is the list in this process`(_ count: Int) async throws {
    try await withFront { caller in
      var items: [Value] = []
      for number in 0..<count {
        let machine = TestPlane.machine("m\(number)", spec: ["pool": "p"]).value
        items.append(try await caller.send("POST", Self.collection, machine).value)
      }
      let list = try await caller.send("GET", Self.collection).value
      #expect(list["items"]?.list == items)
      #expect(list["kind"] == "MachineList")
      #expect(list["apiVersion"] == "test.capctl.dev/v1")
    }
  }

  @Test func `objects are made, read, tabled and deleted over HTTP`() async throws {
    try await withFront { caller in
      let made = try await caller.send(
        "POST", Self.collection, TestPlane.machine("a", spec: ["pool": "p"]).value)
      #expect(made.status == 201)
      let read = try await caller.send("GET", Self.collection + "/a")
      #expect(read.value == made.value)
      let table = try await caller.send(
        "GET", Self.collection, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
      #expect(table.value["kind"] == "Table")
      let gone = try await caller.send("DELETE", Self.collection + "/a")
      #expect(gone.value["status"] == "Success")
      let missing = try await caller.send("GET", Self.collection + "/a")
      #expect(missing.status == 404)
      #expect(missing.value["reason"] == "NotFound")
    }
  }

  @Test func `nobody comes in without a token, and readers only read`() async throws {
    try await withFront { caller in
      let stranger = try await caller.send("GET", Self.collection, token: "wrong")
      #expect(stranger.status == 401)
      let reader = try await caller.send("GET", Self.collection, token: "look")
      #expect(reader.status == 200)
      let writer = try await caller.send(
        "POST", Self.collection, TestPlane.machine("a").value, token: "look")
      #expect(writer.status == 403)
      let secrets = try await caller.send("GET", "/api/v1/secrets", token: "look")
      #expect(secrets.status == 403)
    }
  }
}
