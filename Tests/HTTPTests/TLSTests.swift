// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Log
import Spawn
import TestKit
import Testing

/// Certificates, ours and the server's, all in memory, against nginx and `openssl s_server`.
struct TLSTests {
  private let client = HTTPClient(environment: [:])

  /// Runs `body` beside an https server whose certificate `ca` issued.
  private func withServer(
    _ adjust: (inout WebServer.Options, TestCA) async throws -> Void = { _, _ in },
    _ body: (WebServer, TestCA) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let ca = try await TestCA(in: directory)
      var options = WebServer.Options()
      options.identity = try await ca.issue()
      options.directives = ["location / { return 200 \"<$ssl_client_s_dn>\"; }"]
      try await adjust(&options, ca)
      try await WebServer.run(options) { server in try await body(server, ca) }
    }
  }

  private func request(_ url: String, trusting ca: TestCA? = nil) throws -> HTTPRequest {
    var request = HTTPRequest("GET", url)
    if let ca { request.tls.onlyCAs = try bytes(ca.certificate) }
    return request
  }

  private func bytes(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

  private func identity(_ files: TestCA.Identity) throws -> TLSOptions.Identity {
    TLSOptions.Identity(
      certificate: try bytes(files.certificate), key: Secret(try bytes(files.key)))
  }

  @Test func `a private CA is trusted instead of the system's, or beside them`() async throws {
    try await withServer { server, ca in
      #expect(try await client.text(request(server.url, trusting: ca)) == "200 <>")
      var beside = try request(server.url)
      beside.tls.additionalCAs = try bytes(ca.certificate)
      #expect(try await client.text(beside) == "200 <>")
    }
  }

  @Test func `a CA that nobody named is not trusted`() async throws {
    try await withServer { server, _ in
      try await withTemporaryDirectory { directory in
        let stranger = try await TestCA(in: directory, name: "other")
        for request in [try request(server.url), try request(server.url, trusting: stranger)] {
          let error = try await client.failure(request)
          #expect(
            "\(error)"
              == "cannot GET \(server.url): the server's certificate is signed by an unknown authority"
          )
          #expect(
            error.hint == "give the authority's certificate, or add it to the system's")
          #expect(error.isTLS)
        }
      }
    }
  }

  @Test func `trust does not leak from one request to the next`() async throws {
    try await withServer { server, ca in
      #expect(try await client.text(request(server.url, trusting: ca)) == "200 <>")
      #expect(try await client.failure(request(server.url)).isTLS)
      var insecure = try request(server.url)
      insecure.tls.isInsecure = true
      #expect(try await client.text(insecure) == "200 <>")
      #expect(try await client.failure(request(server.url)).isTLS)
    }
  }

  @Test func `an expired certificate`() async throws {
    try await withServer { options, ca in
      options.identity = try await ca.issue(days: -1)
    } _: { server, ca in
      let error = try await client.failure(request(server.url, trusting: ca))
      #expect("\(error)" == "cannot GET \(server.url): the server's certificate has expired")
      #expect(error.hint == "renew it, or check this machine's clock")
      #expect(error.isTLS)
    }
  }

  @Test func `a certificate for another host, and the name to expect instead`() async throws {
    try await withServer { options, ca in
      options.identity = try await ca.issue("api.test", names: "DNS:api.test")
      options.directives = ["location / { return 200 \"$ssl_server_name $http_host\"; }"]
    } _: { server, ca in
      var request = try request(server.url + "/x", trusting: ca)
      let error = try await client.failure(request)
      #expect(
        "\(error)"
          == "cannot GET \(server.url)/x: the server's certificate is not for \"localhost\"")
      #expect(error.hint == "use a name that the certificate holds, or set the server name")
      request.tls.serverName = "api.test"
      let host = server.url.dropFirst("https://".count)
      let text = try await client.text(request)
      #expect(text == "200 api.test \(host)")
      request.tls.serverName = "other.test"
      let other = try await client.failure(request)
      #expect(other.cause == "the server's certificate is not for \"other.test\"")
    }
  }

  @Test func `a client certificate is shown, and does not leak to the next request`() async throws {
    try await withServer { options, ca in
      options.clientCA = ca.certificate
    } _: { server, ca in
      try await withTemporaryDirectory { directory in
        let bare = try request(server.url, trusting: ca)
        for name in ["alice", "bob"] {
          var known = bare
          known.tls.identity = try identity(try await ca.issue(name, for: .client))
          #expect(try await client.text(known) == "200 <CN=\(name)>")
          #expect(try await client.send(bare).status == 400)
        }
      }
    }
  }

  @Test(arguments: [
    ("-tls1_3", "the server demands a client certificate"),
    // The older alert says less.
    ("-tls1_2", "the server broke off the TLS handshake"),
  ])
  func `a server that demands a client certificate in the handshake`(
    version: String, cause: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let ca = try await TestCA(in: directory)
      let stranger = try await TestCA(in: directory, name: "other")
      let own = try await ca.issue()
      let port = try freePort()
      let server = Command(
        try Part.path("openssl"),
        [
          "s_server", "-accept", "\(port)", "-www", "-quiet", version, "-Verify", "1",
          "-verify_return_error", "-CAfile", ca.certificate.path,
          "-cert", own.certificate.path, "-key", own.key.path,
        ])
      try await Daemon.run(server, until: .accepts(port: port)) { _ in
        var request = try request("https://localhost:\(port)/", trusting: ca)
        let bare = try await client.failure(request)
        #expect("\(bare)" == "cannot GET \(request.url): \(cause)")
        #expect(bare.isTLS)
        request.tls.identity = try identity(try await stranger.issue("eve", for: .client))
        let refused = try await client.failure(request)
        #expect(
          "\(refused)" == "cannot GET \(request.url): the server refused the client certificate")
        request.tls.identity = try identity(try await ca.issue("alice", for: .client))
        #expect(try await client.send(request).status == 200)
      }
    }
  }

  @Test func `a key that cannot be used`() async throws {
    try await withServer { server, ca in
      let mine = try identity(try await ca.issue("alice", for: .client))
      let other = try identity(try await ca.issue("bob", for: .client))
      let rubbish = Array("rubbish".utf8)
      for (certificate, key) in [
        (mine.certificate, other.key.reveal()), (mine.certificate, rubbish), (mine.certificate, []),
        (rubbish, mine.key.reveal()), ([], mine.key.reveal()),
        (mine.certificate, try await encrypted(mine.key.reveal())),
      ] {
        var request = try request(server.url, trusting: ca)
        request.tls.identity = .init(certificate: certificate, key: Secret(key))
        let error = try await client.failure(request)
        #expect(
          "\(error)"
            == "cannot GET \(server.url): the client certificate and key given cannot be used")
        #expect(
          error.hint == "both must be PEM, and the key not encrypted and the certificate's own")
        #expect(error.isUsage)
      }
    }
  }

  private func encrypted(_ key: [UInt8]) async throws -> [UInt8] {
    let text = String(decoding: key, as: UTF8.self)
    return Array(try await openssl(["pkey", "-aes256", "-passout", "pass:x"], input: text).utf8)
  }

  @Test(arguments: ["", "rubbish"])
  func `a CA that is none trusts nobody`(text: String) async throws {
    try await withServer { server, _ in
      var request = HTTPRequest("GET", server.url)
      request.tls.onlyCAs = Array(text.utf8)
      let error = try await client.failure(request)
      #expect("\(error)" == "cannot GET \(server.url): the CA certificates given are not PEM")
      #expect(error.isUsage)
    }
  }

  @Test func `a server that does not speak TLS`() async throws {
    try await WebServer.run { server in
      let url = server.url.replacing("http://", with: "https://")
      let error = try await client.failure(HTTPRequest("GET", url))
      #expect("\(error)" == "cannot GET \(url): the server does not speak TLS")
      #expect(error.hint == "try http:// instead of https://")
    }
  }

  @Test func `https spoken to as http gets the server's own answer`() async throws {
    try await withServer { server, _ in
      let url = server.url.replacing("https://", with: "http://")
      let response = try await client.send(HTTPRequest("GET", url))
      #expect(response.status == 400)
    }
  }

  @Test func `a server that breaks off the handshake`() async throws {
    try await withTemporaryDirectory { directory in
      let ca = try await TestCA(in: directory)
      let own = try await ca.issue()
      let port = try freePort()
      let old = Command(
        try Part.path("openssl"), "s_server", "-accept", "\(port)", "-www", "-quiet", "-tls1_2",
        "-cipher", "NULL-SHA256:@SECLEVEL=0", "-cert", own.certificate.path, "-key", own.key.path)
      try await Daemon.run(old, until: .accepts(port: port)) { _ in
        let error = try await client.failure(request("https://localhost:\(port)/", trusting: ca))
        #expect(error.cause == "the server broke off the TLS handshake")
        #expect(
          error.hint
            == "it may demand a client certificate, or share no cipher with this machine")
        #expect(error.isTLS)
      }
    }
  }
}
