// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTP
import Manifest
import Spawn
import TestKit
import Testing

struct UpTests {
  static let configMap: Value = [
    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"], "data": ["k": "v"],
  ]

  static let namespace: Value = [
    "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "demo"],
  ]

  @Test func `kubectl finds all it needs in the kubeconfig`() async throws {
    try await withTemporaryDirectory { folder in
      try await Server.run(in: folder) { server in
        let made = try await server.kubectl("create", "namespace", "demo")
        #expect(made.text == "namespace/demo created\n", "\(made.errorText)")
        let looked = try await server.kubectl(
          "--context", "reader", "get", "ns", "demo", "-o", "name")
        #expect(looked.text == "namespace/demo\n", "\(looked.errorText)")
        let refused = try await server.kubectl(
          "--context", "reader", "create", "namespace", "other")
        #expect(refused.exitCode == 1)
        #expect(refused.errorText.contains("Forbidden"), "\(refused.errorText)")
      }
    }
  }

  @Test func `a token file lets its holders in, and nobody else`() async throws {
    try await withTemporaryDirectory { folder in
      try folder.write("letmein,alice,1,\"dev,system:masters\"\nlook,bob,2\n", to: "tokens.csv")
      let tokens = folder.appending(path: "tokens.csv").path
      let data = folder.appending(path: "data")
      try await Server.run(in: data, ["--token-file", tokens]) { server in
        for (token, answer) in [
          ("letmein", "namespace/one created"), ("look", "Forbidden"), ("guess", "Unauthorized"),
        ] {
          // Without the kubeconfig, whose certificate would count first.
          let output = try await server.kubectl(
            "--kubeconfig", "/dev/null", "--server", try server.url, "--certificate-authority",
            data.appending(path: "pki/ca.crt").path, "--token", token, "create", "namespace", "one")
          #expect((output.text + output.errorText).contains(answer))
        }
      }
    }
  }

  @Test func `what is in the folder is its owner's alone`() async throws {
    try await withTemporaryDirectory { folder in
      let data = folder.appending(path: "data")
      try await Server.run(in: data) { _ in
        let names = try FileManager.default.subpathsOfDirectory(atPath: data.path)
        for name in ["kubeconfig", "capctl.sock", "store.db", "lock", "pki", "pki/ca.key"] {
          #expect(names.contains(name))
        }
        for path in names.map({ data.appending(path: $0).path }) + [data.path] {
          var facts = stat()
          try #require(stat(path, &facts) == 0)
          let isFolder = facts.st_mode & S_IFMT == S_IFDIR
          #expect(facts.st_mode & 0o777 == (isFolder ? 0o700 : 0o600), "\(path)")
        }
      }
    }
  }

  @Test func `a signal ends watches cleanly, and what was kept is there again`() async throws {
    try await withTemporaryDirectory { folder in
      let client = HTTPClient(environment: [:])
      try await Server.run(in: folder) { server in
        let made = try await server.send("POST", "/api/v1/namespaces", Self.namespace, on: client)
        #expect(made.status == 201)
        let watch = try await client.send(
          server.request("GET", "/api/v1/namespaces?watch=1&fieldSelector=metadata.name%3Ddemo"))
        var lines = watch.body.lines(upTo: 1 << 20).makeAsyncIterator()
        let first = try await lines.next()
        #expect(String(decoding: first ?? [], as: UTF8.self).contains("\"ADDED\""))
        kill(server.daemon.process, SIGTERM)
        // An answer that was broken off would throw.
        let last = try await lines.next()
        #expect(last == nil)
        try await eventually("the process ends") { kill(server.daemon.process, 0) != 0 }
        #expect(!FileManager.default.fileExists(atPath: server.kubeconfig))
        #expect(!FileManager.default.fileExists(atPath: server.socket))
      }
      try await Server.run(in: folder) { server in
        let read = try await server.send("GET", "/api/v1/namespaces/demo", on: client)
        #expect(read.status == 200)
      }
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `it ends with 0 after one signal, and at once after the second`(signal: Int32) async throws {
    try await withTemporaryDirectory { folder in
      for signals in [1, 2] {
        let expected: Int32 = signals == 1 ? 0 : 128 + signal
        let status = try await end(in: folder, with: signal, times: signals)
        #expect(status == expected)
      }
    }
  }

  /// Starts a server, and ends it while a request is half sent, for which it would wait.
  private func end(in folder: URL, with signal: Int32, times: Int) async throws -> Int32 {
    var command = Command(Capctl.path, "up", "--data-dir", folder.path, "--listen", ":0")
    command.environment = Capctl.environment()
    command.accepts = Set(0...255)
    command.deadline = .seconds(600)
    let (starts, started) = AsyncStream<Int32>.makeStream()
    var observer = Command.Observer()
    observer.started = { started.yield($0) }
    async let output = command.run(observer)
    guard let process = await starts.first(where: { _ in true }) else { return -1 }
    let kubeconfig = folder.appending(path: "kubeconfig").path
    try await eventually("it is ready") { FileManager.default.fileExists(atPath: kubeconfig) }
    let half = times == 2 ? try UnixClient(folder.appending(path: "capctl.sock").path) : nil
    // With the answer to the first it has also read what there is of the second.
    try half?.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\n")
    _ = try half?.line()
    kill(process, signal)
    if times == 2 {
      try await eventually("it has begun to end") {
        !FileManager.default.fileExists(atPath: kubeconfig)
      }
      kill(process, signal)
    }
    return try await output.exitCode
  }
}

/// A bare connection to a unix socket.
final class UnixClient {
  private let socket: Int32

  init(_ path: String) throws {
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
    }
    guard code == 0 else {
      throw TestFailure("connect to \(path)", String(cString: strerror(errno)))
    }
  }

  deinit { close(socket) }

  /// What has come by now, up to the end of its first line; waits for something.
  func line() throws -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(socket, &bytes, bytes.count, 0)
    guard count > 0 else { throw TestFailure("receive", "the connection is closed") }
    return String(decoding: bytes.prefix(count).prefix { $0 != 13 }, as: UTF8.self)
  }

  func send(_ text: String) throws {
    let count = Glibc.send(socket, text, text.utf8.count, Int32(MSG_NOSIGNAL))
    guard count == text.utf8.count else { throw TestFailure("send", "the connection is closed") }
  }
}
