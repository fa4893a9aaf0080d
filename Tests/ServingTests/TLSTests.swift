// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Log
import Serving
import Synchronization
import TestKit
import Testing

struct TLSTests {
  /// Answers with who the client is.
  private static let whoami: HTTPServer.Handler = { request in
    guard case .tls(let certificate) = request.peer else { return .text("no TLS") }
    guard let certificate else { return .text("nobody") }
    let groups = certificate.organizations.joined(separator: ",")
    return .text("\(certificate.commonName) [\(groups)] \(certificate.distrust ?? "trusted")")
  }

  enum Who: String, CaseIterable {
    case nobody, trusted, foreign, expired, forServers
  }

  @Test(arguments: [
    (Who.nobody, "nobody"),
    (.trusted, "alice [devs,ops] trusted"),
    (.foreign, "mallory [system:masters] unable to verify the first certificate"),
    (.expired, "bob [] certificate has expired"),
    (.forServers, "localhost [] unsuitable certificate purpose"),
  ])
  func `the handler is told who the client proved to be`(who: Who, answer: String) async throws {
    try await withTemporaryDirectory { directory in
      let servers = try await TestCA(in: directory)
      let clients = try await TestCA(in: directory, name: "clients")
      let other = try await TestCA(in: directory, name: "others")
      let identity: TestCA.Identity? =
        switch who {
        case .nobody: nil
        case .trusted: try await clients.issue("alice/O=devs/O=ops", for: .client)
        case .foreign: try await other.issue("mallory/O=system:masters", for: .client)
        case .expired: try await clients.issue("bob", for: .client, days: -1)
        case .forServers: try await clients.issue("localhost", for: .server)
        }
      let server = try ServerIdentity(try await servers.issue(), clients: clients)
      try await withServer(as: server, handler: Self.whoami) { _, address in
        // Without looking at whom the server asks for, as a client that means ill would.
        let output = try await python(
          """
          import http.client, ssl, sys
          context = ssl.create_default_context(cafile=sys.argv[2])
          if len(sys.argv) > 3: context.load_cert_chain(sys.argv[3], sys.argv[4])
          c = http.client.HTTPSConnection(sys.argv[1], context=context)
          for i in range(2):
              c.request('GET', '/')
              text = c.getresponse().read().decode()
          print(text, end='')
          """,
          arguments: ["\(address)", servers.certificate.path]
            + (identity.map { [$0.certificate.path, $0.key.path] } ?? []))
        #expect(output == answer)
      }
    }
  }

  @Test func `a door makes its identity for the first client, and tries again where it failed`()
    async throws
  {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let identity = try ServerIdentity(try await authority.issue())
      let tries = Mutex(0)
      let server = try HTTPServer(handler: Self.whoami)
      let door = try server.listen(at: .tcp("127.0.0.1", port: 0)) {
        let isFirst = tries.withLock { tries in
          tries += 1
          return tries == 1
        }
        if isFirst { throw CancellationError() }
        return identity
      }
      #expect(tries.withLock(\.self) == 0)
      let ask = [
        "s_client", "-connect", "\(door)", "-CAfile", authority.certificate.path, "-quiet",
        "-verify_return_error",
      ]
      let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      await #expect(throws: (any Error).self) { try await openssl(ask, input: request) }
      for _ in 0..<3 {
        #expect(try await openssl(ask, input: request).hasSuffix("\r\n\r\nnobody"))
      }
      #expect(tries.withLock(\.self) == 2)
      await server.shutDown(within: .seconds(30))
    }
  }

  @Test func `a listener without authorities asks for no certificate`() async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let server = try ServerIdentity(try await authority.issue())
      try await withServer(as: server, handler: Self.whoami) { _, address in
        let output = try await openssl(
          [
            "s_client", "-connect", "\(address)", "-CAfile", authority.certificate.path, "-quiet",
            "-verify_return_error",
          ],
          input: "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(output.hasSuffix("\r\n\r\nnobody"))
      }
    }
  }

  @Test func `a client that hangs up in order ends the connection`() async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let server = try ServerIdentity(try await authority.issue())
      try await withServer(as: server, handler: Self.whoami) { _, address in
        let output = try await openssl(
          ["s_client", "-connect", "\(address)", "-CAfile", authority.certificate.path, "-brief"])
        #expect(!output.contains("HTTP/1.1"))
      }
    }
  }

  @Test func `the chain is sent to clients that trust only its root`() async throws {
    try await withTemporaryDirectory { directory in
      let root = try await TestCA(in: directory, name: "root")
      let leaf = try await root.issue()
      let certificates = try [leaf.certificate, root.certificate].map {
        try String(contentsOf: $0, encoding: .utf8)
      }
      let key = Secret(try String(contentsOf: leaf.key, encoding: .utf8))
      let identity = ServerIdentity(certificates: certificates.joined(), key: key)
      try await withServer(as: identity, handler: echo) { _, address in
        let output = try await openssl(
          ["s_client", "-connect", "\(address)", "-showcerts", "-CAfile", root.certificate.path])
        #expect(output.components(separatedBy: "BEGIN CERTIFICATE").count == 3)
      }
    }
  }

  @Test func `large bodies and many requests go through TLS unharmed`() async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let server = try ServerIdentity(try await authority.issue())
      var limits = ServerLimits()
      limits.bodyBytes = 8 << 20
      let handler: HTTPServer.Handler = { ServerResponse(200, [:], .bytes($0.body)) }
      try await withServer(limits, as: server, handler: handler) { _, address in
        let client = HTTPClient()
        for size in [0, 1, 16_383, 16_384, 16_385, 100_000, 5 << 20] {
          var request = HTTPRequest("POST", address.url(scheme: "https"))
          request.tls.onlyCAs = Array(try Data(contentsOf: authority.certificate))
          let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
          request.body = .bytes(body)
          let answer = try await client.send(request)
          #expect(try await answer.body.collect(upTo: 9 << 20) == body)
        }
        await client.shutdown()
      }
    }
  }

  @Test func `plain HTTP to a port with TLS is told so`() async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let server = try ServerIdentity(try await authority.issue())
      try await withServer(as: server, handler: echo) { _, address in
        let client = try RawClient(address)
        client.get("/")
        let answer = try await client.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(answer.hasSuffix("plain HTTP was sent to a port that speaks TLS\n"))
      }
    }
  }

  @Test(arguments: ["", "\u{16}\u{3}\u{1}", "nonsense, and more than the five bytes of a record"])
  func `what is no handshake ends the connection`(text: String) async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let server = try ServerIdentity(try await authority.issue())
      var limits = ServerLimits()
      limits.receiving = .milliseconds(200)
      try await withServer(limits, as: server, handler: echo) { _, address in
        let client = try RawClient(address)
        client.send(text)
        #expect(try await !client.readToEnd().contains("HTTP/1.1 200"))
      }
    }
  }

  @Test(arguments: ["-tls1_1", "-tls1"])
  func `old versions of TLS are not spoken`(version: String) async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let server = try ServerIdentity(try await authority.issue())
      try await withServer(as: server, handler: echo) { _, address in
        _ = await #expect(throws: (any Error).self) {
          try await openssl(
            ["s_client", "-connect", "\(address)", version, "-cipher", "ALL@SECLEVEL=0"])
        }
      }
    }
  }
}
