// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import TestKit
import Testing

/// Ways through a proxy, and past it. No name here exists, so only a proxy can reach it.
struct ProxyTests {
  private func client(_ environment: [String: String]) -> HTTPClient {
    HTTPClient(environment: environment)
  }

  @Test(arguments: ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
  func `http goes to the proxy that the environment names`(name: String) async throws {
    try await StubServer.run { request, connection in
      connection.answer(200, request.target)
    } _: { proxy in
      let text = try await client([name: proxy.url]).text(HTTPRequest("GET", "http://host.test/x"))
      #expect(text == "200 http://host.test/x")
    }
  }

  @Test func `a request's own proxy comes first, and no proxy is none`() async throws {
    try await StubServer.run { request, connection in
      connection.answer(200, request.target)
    } _: { proxy in
      let client = client(["http_proxy": "http://127.0.0.1:1", "no_proxy": "*"])
      var request = HTTPRequest("GET", "http://host.test/x")
      request.proxy = .url(proxy.url)
      let through = try await client.text(request)
      #expect(through == "200 http://host.test/x")
      request.url = proxy.url + "/direct"
      request.proxy = .none
      let direct = try await client.text(request)
      #expect(direct == "200 /direct")
    }
  }

  @Test(arguments: ["*", "host.test", ".test", "other,127.0.0.0/8,host.test"])
  func `hosts that NO_PROXY names are reached directly`(exceptions: String) async throws {
    let environment = ["http_proxy": "http://127.0.0.1:1", "NO_PROXY": exceptions]
    let error = try await client(environment).failure(HTTPRequest("GET", "http://host.test/"))
    #expect("\(error)" == "cannot GET http://host.test/: no address found for host \"host.test\"")
  }

  @Test func `loopback is always reached directly`() async throws {
    try await StubServer.run { request, connection in
      connection.answer(200, request.target)
    } _: { server in
      let client = client(["http_proxy": "http://127.0.0.1:1"])
      for host in ["127.0.0.1", "localhost"] {
        let text = try await client.text(HTTPRequest("GET", "http://\(host):\(server.port)/x"))
        #expect(text == "200 /x")
      }
    }
  }

  @Test func `https goes through a tunnel, which sees neither headers nor body`() async throws {
    try await withTemporaryDirectory { directory in
      let ca = try await TestCA(in: directory)
      var options = WebServer.Options()
      options.identity = try await ca.issue("host.test", names: "DNS:host.test")
      options.directives = ["location / { return 200 \"$http_x_secret\"; }"]
      let certificate = Array(try Data(contentsOf: ca.certificate))
      try await WebServer.run(options) { server in
        let port = try #require(server.url.split(separator: ":").last.flatMap { Int($0) })
        try await StubServer.run { request, connection in
          connection.send("HTTP/1.1 200 Connected\r\n\r\n")
          connection.tunnel(to: port)
        } _: { proxy in
          var request = HTTPRequest(
            "GET", "https://host.test:\(port)/", headers: ["X-Secret": "abc"])
          request.tls.onlyCAs = certificate
          let url = proxy.url.replacing("http://", with: "http://me:secret@")
          let text = try await client(["HTTPS_PROXY": url]).text(request)
          #expect(text == "200 abc")
          let seen = try #require(proxy.requests.first)
          #expect(seen.method == "CONNECT")
          #expect(seen.target == "host.test:\(port)")
          #expect(seen.headers["proxy-authorization"] == "Basic bWU6c2VjcmV0")
          #expect(seen.headers["x-secret"] == nil)
        }
      }
    }
  }

  @Test func `a proxy that refuses`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(407)
      connection.close()
    } _: { proxy in
      let url = proxy.url.replacing("http://", with: "http://me:secret@")
      let error = try await client(["https_proxy": url]).failure(
        HTTPRequest("GET", "https://host.test/x"))
      #expect(
        "\(error)"
          == "cannot GET https://host.test/x: the proxy \(proxy.url) refused with status 407")
      #expect(error.hint == "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY")
    }
  }

  @Test func `a proxy that is not there`() async throws {
    let proxy = "http://127.0.0.1:1"
    let error = try await client(["https_proxy": proxy]).failure(
      HTTPRequest("GET", "https://host.test/x"))
    #expect("\(error)" == "cannot GET https://host.test/x: the proxy \(proxy): connection refused")
    let nameless = try await client(["http_proxy": "http://proxy.invalid:1"]).failure(
      HTTPRequest("GET", "http://host.test/x"))
    #expect(
      "\(nameless)"
        == "cannot GET http://host.test/x: no address found for the proxy http://proxy.invalid:1")
  }

  @Test func `the proxy is not blamed for a host that is reached without it`() async throws {
    let url = "http://127.0.0.1:1/"
    let error = try await client(["http_proxy": "http://proxy.invalid:1"]).failure(
      HTTPRequest("GET", url))
    #expect("\(error)" == "cannot GET \(url): connection refused")
  }

  @Test func `a unix socket needs no proxy`() async throws {
    try await WebServer.run { server in
      var request = HTTPRequest("GET", "http://docker/info")
      request.unixSocket = server.socket
      let response = try await client(["http_proxy": "http://127.0.0.1:1"]).send(request)
      #expect(response.status == 404)
    }
  }
}
