// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Kube
import Log
import ManagementAPI
import Metrics
import Serving
import TestKit
import Testing

struct ObservedFrontTests {
  private struct Scene {
    let plane: TestPlane
    let registry: MetricRegistry
    let sink: RecordingSink
    let socket: String
    let client = HTTPClient(environment: [:])

    func send(
      _ method: String, _ path: String, _ body: String = ""
    ) async throws -> (status: Int, text: String, headers: HTTPHeaders) {
      let response = try await client.send(request(method, path, body))
      let bytes = try await response.body.collect(upTo: 1 << 20)
      return (response.status, String(decoding: bytes, as: UTF8.self), response.headers)
    }

    func request(_ method: String, _ path: String, _ body: String = "") -> HTTPRequest {
      var request = HTTPRequest(method, "http://capctl\(path)")
      request.unixSocket = socket
      request.deadline = .seconds(120)
      if !body.isEmpty { request.body = .text(body) }
      return request
    }

    func line(_ start: String) -> String? {
      registry.text.split(separator: "\n").first { $0.hasPrefix(start) }.map(String.init)
    }
  }

  private func withScene(_ body: @escaping (Scene) async throws -> Void) async throws {
    try await TestPlane.run { plane in
      try await withTemporaryDirectory { folder in
        let socket = folder.appending(path: "s").path
        let registry = MetricRegistry()
        let sink = RecordingSink()
        plane.store.register(in: registry)
        let front = ObservedFront(
          plane.server, Authenticator(tokens: [:]), registry, log: Logger(.debug, to: sink))
        let limits = ServerLimits()
        let server = try HTTPServer(limits, refuse: { $0.statusResponse(limits) }) {
          await front.answer($0)
        }
        try server.listen(at: .unix(socket))
        try await body(Scene(plane: plane, registry: registry, sink: sink, socket: socket))
        await server.shutDown(within: .seconds(30))
      }
    }
  }

  @Test(arguments: [
    ("/healthz", 200, "ok"), ("/livez", 200, "ok"), ("/readyz", 200, "ok"),
    ("/livez/ping", 200, "ok"), ("/readyz/store", 200, "ok"),
    ("/livez?verbose", 200, "[+]ping ok\nlivez check passed\n"),
    ("/readyz?verbose", 200, "[+]ping ok\n[+]store ok\nreadyz check passed\n"),
    (
      "/readyz?verbose&exclude=store&exclude=x", 200,
      """
      [+]ping ok
      [+]store excluded: ok
      warn: some health checks cannot be excluded: no matches for "x"
      readyz check passed

      """
    ),
  ]) func `health is told in kube-apiserver's words`(
    path: String, status: Int, text: String
  ) async throws {
    try await withScene { scene in
      let answer = try await scene.send("GET", path)
      #expect(answer.status == status)
      #expect(answer.text == text)
      #expect(answer.headers["Content-Type"] == "text/plain; charset=utf-8")
    }
  }

  @Test func `requests, watches, commits and objects are counted`() async throws {
    try await withScene { scene in
      try await scene.plane.make("one")
      _ = try await scene.send("GET", "/apis/test.capctl.dev/v1/namespaces/demo/machines/one")
      _ = try await scene.send("GET", "/apis/test.capctl.dev/v1/namespaces/demo/machines/two")
      let labels = #"group="test.capctl.dev",version="v1",resource="machines",subresource="""#
      let watch = try await scene.client.send(
        scene.request("GET", "/apis/test.capctl.dev/v1/machines?watch=1"))
      let open = #"apiserver_registered_watchers{group="test.capctl.dev",resource="machines"}"#
      try await eventually("the watch is counted") { scene.line(open) == open + " 1" }
      watch.body.cancel()
      try await eventually("its end is counted") { scene.line(open) == open + " 0" }
      let page = try await scene.send("GET", "/metrics")
      #expect(page.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
      for line in [
        #"apiserver_request_total{verb="GET",\#(labels),code="200"} 1"#,
        #"apiserver_request_total{verb="GET",\#(labels),code="404"} 1"#,
        #"apiserver_request_total{verb="WATCH",\#(labels),code="200"} 1"#,
        #"apiserver_request_duration_seconds_count{verb="GET",\#(labels)} 2"#,
        #"apiserver_storage_objects{resource="machines.test.capctl.dev"} 1"#,
        "capctl_store_revision \(scene.plane.store.revision)",
      ] { #expect(page.text.contains(line + "\n"), "\(line) in \(page.text)") }
    }
  }

  @Test func `names that are made up take no memory`() async throws {
    try await withScene { scene in
      for name in 0..<50 { _ = try await scene.send("GET", "/api/v1/invented\(name)") }
      #expect(!scene.registry.text.contains("invented"))
      #expect(scene.line("apiserver_request_total{")?.hasSuffix(#"code="404"} 50"#) == true)
    }
  }

  @Test func `a request too large is refused with a Status`() async throws {
    try await withScene { scene in
      let body = String(repeating: " ", count: 3 << 20) + "{}"
      let answer = try await scene.send("POST", "/api/v1/namespaces", body)
      #expect(answer.status == 413)
      #expect(
        answer.text == #"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","#
          + #""message":"Request entity too large: limit is 3145728","#
          + #""reason":"RequestEntityTooLarge","code":413}"#)
    }
  }

  @Test func `each request is a line of the log`() async throws {
    try await withScene { scene in
      _ = try await scene.send("GET", "/api/v1/namespaces/demo")
      try await eventually("the line is there") {
        scene.sink.records.contains { record in
          record.level == .debug && record.message == "request"
            && record.fields.contains { "\($0.value)" == "/api/v1/namespaces/demo" }
        }
      }
    }
  }
}
