// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTP
import Log
import Serving
import TestKit
import Testing

struct ListenTests {
  private func failure(
    _ address: ListenAddress, as identity: ServerIdentity? = nil
  ) async throws -> ServingError {
    let server = try HTTPServer(handler: echo)
    let error = #expect(throws: ServingError.self) {
      try server.listen(at: address, as: identity)
    }
    await server.shutDown(within: .zero)
    return try #require(error)
  }

  @Test(arguments: ["127.0.0.1", "::1"])
  func `a port of 0 is any free one, and told`(host: String) async throws {
    try await withServer(at: .tcp(host, port: 0), handler: echo) { _, address in
      guard case .tcp(host, let port) = address else { return #expect(Bool(false), "\(address)") }
      #expect(port > 0)
      let answer = try await curl(address.url("/x"))
      #expect(answer == "GET /x [] ")
    }
  }

  @Test func `one server listens at several addresses`() async throws {
    try await withServer(handler: echo) { server, address in
      let other = try server.listen(at: .tcp("127.0.0.1", port: 0))
      #expect(other != address)
      for address in [address, other] {
        #expect(try await curl(address.url("/x")) == "GET /x [] ")
      }
    }
  }

  @Test(arguments: ["/x", "/../x", "//x", "/%2e%2e/x"])
  func `what is asked for at an address with a root lies below it`(path: String) async throws {
    let seen = Box<String>()
    let handler: HTTPServer.Handler = { request in
      seen.put(request.path)
      return .text("")
    }
    try await withServer(handler: handler) { server, _ in
      let other = try server.listen(at: .tcp("127.0.0.1", port: 0), under: "/clusters/a/b")
      _ = try await curl("--path-as-is", other.url(path))
      #expect(seen.value?.hasPrefix("/clusters/a/b/") == true)
    }
  }

  @Test func `a closed address breaks off who came in there, and nobody else`() async throws {
    let hub = Hub()
    try await withServer(handler: { _ in hub.stream }) { server, address in
      let other = try server.listen(at: .tcp("127.0.0.1", port: 0))
      let (staying, leaving) = (try RawClient(address), try RawClient(other))
      for client in [staying, leaving] {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      }
      try await eventually("both are served") { hub.count == 2 }
      server.close(other)
      _ = try await leaving.readToEnd()
      #expect(throws: (any Error).self) { try RawClient(other) }
      hub.send(StreamChunk(Array("still here".utf8)))
      #expect(try await staying.read(until: "still here").contains("still here"))
      hub.finish()
    }
  }

  @Test func `an address that cannot be had is named`() async throws {
    try await withServer(handler: echo) { _, address in
      let error = try await failure(address)
      #expect(error.description == "cannot listen at \(address): address already in use")
      #expect(error.hint == "give another port")
      #expect(error.isAddressInUse)
    }
    let far = try await failure(.tcp("192.0.2.1", port: 80))
    #expect(far.description == "cannot listen at 192.0.2.1:80: cannot assign requested address")
    let name = try await failure(.tcp("localhost", port: 80))
    #expect(name.description == "cannot listen at localhost:80: localhost is not an IP address")
    #expect(name.hint == "give an address of this machine in digits, such as 127.0.0.1 or ::1")
  }

  @Test func `a unix socket is its owner's alone, and goes with the server`() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory.appending(path: "api.sock").path
      let seen = Box<Peer>()
      let handler: HTTPServer.Handler = { request in
        seen.put(request.peer)
        return await echo(request)
      }
      try await withServer(at: .unix(path), handler: handler) { _, _ in
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        #expect(facts[.posixPermissions] as? Int == 0o600)
        #expect(try await curl("--unix-socket", path, "http://localhost/x") == "GET /x [] ")
        #expect(seen.value == .local(user: getuid()))
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `a unix socket that a killed server left behind is replaced`() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory.appending(path: "s").path
      _ = try await python(
        "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path)
      #expect(FileManager.default.fileExists(atPath: path))
      try await withServer(at: .unix(path), handler: echo) { _, _ in
        let answer = try await curl("--unix-socket", path, "http://localhost/x")
        #expect(answer == "GET /x [] ")
      }
    }
  }

  @Test func `a unix socket in use is left alone`() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory.appending(path: "s").path
      try await withServer(at: .unix(path), handler: echo) { _, _ in
        let error = try await failure(.unix(path))
        #expect(error.description == "cannot listen at \(path): address already in use")
        #expect(error.hint == "another process serves there")
        #expect(try await curl("--unix-socket", path, "http://localhost/x") == "GET /x [] ")
      }
    }
  }

  @Test func `a file that is no socket is left alone`() async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write("precious", to: "s").path
      #expect(try await failure(.unix(path)).isAddressInUse)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }
  }

  @Test func `a path that cannot hold a socket is named`() async throws {
    let missing = try await failure(.unix("/nowhere/s"))
    #expect(missing.description == "cannot listen at /nowhere/s: no such file or directory")
    let path = "/tmp/" + String(repeating: "a", count: 103)
    let long = try await failure(.unix(path))
    #expect(
      long.description
        == "cannot listen at \(path): the path of a unix socket has at most 107 bytes")
    #expect(long.hint == "choose a shorter path")
  }

  @Test func `an identity that does not hold together is named`() async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let one = try ServerIdentity(try await authority.issue())
      let other = try ServerIdentity(try await authority.issue())
      let cases = [
        (
          ServerIdentity(certificates: "none", key: one.key),
          "cannot use the server's certificate: it is not a certificate in PEM form"
        ),
        (
          ServerIdentity(certificates: one.certificates, key: Secret("none")),
          "cannot use the server's key: it is not a key in PEM form without a passphrase"
        ),
        (
          ServerIdentity(certificates: one.certificates, key: other.key),
          "cannot use the server's key: it does not belong to the server's certificate"
        ),
        (
          ServerIdentity(certificates: one.certificates, key: one.key, clientAuthorities: "none"),
          "cannot trust the authority for clients: it is not a certificate in PEM form"
        ),
      ]
      for (identity, text) in cases {
        #expect(try await failure(.tcp("127.0.0.1", port: 0), as: identity).description == text)
      }
    }
  }

  @Test func `a key with a passphrase is refused, and nobody is asked for it`() async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let files = try await authority.issue()
      let key = try await openssl(
        ["ec", "-in", files.key.path, "-aes256", "-passout", "pass:secret"])
      let identity = ServerIdentity(
        certificates: try String(contentsOf: files.certificate, encoding: .utf8), key: Secret(key))
      let error = try await failure(.tcp("127.0.0.1", port: 0), as: identity)
      #expect(error.cause == "it is not a key in PEM form without a passphrase")
    }
  }
}
