// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
import TestKit
import Testing

@testable import Kube

/// A server that speaks to `exec` as a kubelet does.
private struct ExecServer: Sendable {
  let connection: StubConnection

  /// Agrees to speak `subprotocol`.
  init(_ request: StubRequest, _ connection: StubConnection, _ subprotocol: String) {
    self.connection = connection
    let accept = WebSocket.accept(of: request.headers["sec-websocket-key"] ?? "")
    connection.send(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: \(accept)\r\nSec-WebSocket-Protocol: \(subprotocol)\r\n\r\n")
  }

  func send(_ kind: UInt8, _ payload: [UInt8], isLast: Bool = true) {
    var bytes: [UInt8] = [(isLast ? 0x80 : 0) | kind]
    if payload.count < 126 {
      bytes.append(UInt8(payload.count))
    } else {
      bytes += [126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    }
    connection.send(bytes + payload)
  }

  func send(channel: UInt8, _ text: String) { send(2, [channel] + Array(text.utf8)) }

  func exit(_ code: Int) {
    let status =
      code == 0
      ? #"{"kind":"Status","status":"Success"}"#
      : #"{"kind":"Status","status":"Failure","reason":"NonZeroExitCode","#
        + #""message":"command terminated with non-zero exit code","#
        + #""details":{"causes":[{"reason":"ExitCode","message":"\#(code)"}]}}"#
    send(channel: 3, status)
  }

  /// The next frame of the client, unmasked.
  func receive() -> (kind: UInt8, payload: [UInt8])? {
    guard let head = connection.read(2) else { return nil }
    var length = Int(head[1] & 0x7F)
    if length == 126, let more = connection.read(2) { length = Int(more[0]) << 8 | Int(more[1]) }
    guard let mask = connection.read(4), let bytes = connection.read(length) else { return nil }
    return (head[0] & 0x0F, bytes.enumerated().map { $1 ^ mask[$0 % 4] })
  }
}

struct ExecTests {
  private func run(
    _ exec: PodExec = PodExec(["prog", "a b"], namespace: "demo", pod: "p", container: "c"),
    answer: @escaping StubServer.Answer,
    _ check: (StubServer) throws -> Void = { _ in }
  ) async throws -> PodExec.Result {
    try await StubServer.run(answer: answer) { stub in
      let http = HTTPClient(environment: [:])
      var access = ClusterAccess(server: stub.url)
      access.credentials = .token(Secret("t"))
      let result = try await RemoteClient(access, over: http).exec(exec)
      try check(stub)
      await http.shutdown()
      return result
    }
  }

  @Test(arguments: ["v4.channel.k8s.io", "v5.channel.k8s.io"])
  func `what a program writes comes apart, and its end is told`(subprotocol: String) async throws {
    let result = try await run { request, connection in
      let server = ExecServer(request, connection, subprotocol)
      server.send(channel: 1, "")
      server.send(channel: 1, "out ")
      server.send(channel: 2, "err")
      server.send(9, Array("still there?".utf8))
      server.send(2, [1] + Array("put".utf8))
      #expect(server.receive()?.kind == 10)
      server.exit(7)
    } _: { stub in
      let request = try #require(stub.requests.first)
      #expect(
        request.target
          == "/api/v1/namespaces/demo/pods/p/exec?stdout=true&stderr=true&container=c"
          + "&command=prog&command=a%20b")
      #expect(request.headers["sec-websocket-protocol"] == "v5.channel.k8s.io, v4.channel.k8s.io")
      #expect(request.headers["authorization"] == "Bearer t")
      #expect(request.headers["accept"] == "*/*", "a kubelet refuses anything narrower")
    }
    #expect(result.exitCode == 7)
    #expect(result.text == "out put")
    #expect(result.errorText == "err")
  }

  @Test func `a message in parts is one message`() async throws {
    let result = try await run { request, connection in
      let server = ExecServer(request, connection, "v4.channel.k8s.io")
      server.send(2, [1] + Array("one".utf8), isLast: false)
      server.send(0, Array(" two".utf8))
      server.exit(0)
    }
    #expect(result.text == "one two")
    #expect(result.isSuccess)
  }

  @Test func `a program reads what it is given, and where that ends`() async throws {
    var exec = PodExec(["cat"], namespace: "demo", pod: "p")
    exec.input = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)
    let result = try await run(exec) { request, connection in
      let server = ExecServer(request, connection, "v5.channel.k8s.io")
      var count = 0
      while let (_, payload) = server.receive() {
        if payload == [255, 0] { break }
        #expect(payload.first == 0)
        count += payload.count - 1
      }
      server.send(channel: 1, "\(count)")
      server.exit(0)
    }
    #expect(result.text == "100000")
  }

  private func failure(answer: @escaping StubServer.Answer) async throws -> StatusError {
    let error = await #expect(throws: StatusError.self) { _ = try await run(answer: answer) }
    return try #require(error)
  }

  @Test func `a pod that is not there is told as the server tells it`() async throws {
    let error = try await failure { _, connection in
      let status =
        #"{"kind":"Status","status":"Failure","reason":"NotFound","code":404,"#
        + #""message":"pods \"p\" not found"}"#
      connection.answer(404, status)
    }
    #expect(error.isNotFound)
    #expect(error.message == #"pods "p" not found"#)
  }

  @Test func `a program that cannot be started is an error, and no exit status`() async throws {
    let error = try await failure { request, connection in
      let server = ExecServer(request, connection, "v4.channel.k8s.io")
      server.send(
        channel: 3,
        #"{"kind":"Status","status":"Failure","reason":"InternalError","message":"no such file"}"#)
    }
    #expect(error.message == "no such file")
  }

  @Test func `a connection that breaks is no end of the program`() async throws {
    let error = try await failure { request, connection in
      let server = ExecServer(request, connection, "v4.channel.k8s.io")
      server.send(channel: 1, "half")
      connection.close()
    }
    #expect(
      error.description == "cannot run prog in pod demo/p: Internal error occurred: "
        + "the connection ended before the program did")
  }

  @Test func `a server that cannot prove that it understood is not believed`() async throws {
    let error = try await failure { _, connection in
      connection.send("HTTP/1.1 101 Yes\r\nSec-WebSocket-Accept: AAAA\r\n\r\n")
      connection.waitForClient()
    }
    #expect(error.message.contains("something else than was asked for"))
  }

  @Test func `a server that speaks none of ours is told as such`() async throws {
    let error = try await failure { request, connection in
      _ = ExecServer(request, connection, "v1.other")
      connection.waitForClient()
    }
    #expect(error.message.contains("the server speaks none of v5.channel.k8s.io, v4."))
  }

  @Test func `a program that never ends is given up at its deadline`() async throws {
    let error = await #expect(throws: StatusError.self) {
      var exec = PodExec(["sleep"], namespace: "demo", pod: "p")
      exec.deadline = .milliseconds(300)
      _ = try await run(exec) { request, connection in
        _ = ExecServer(request, connection, "v4.channel.k8s.io")
        connection.waitForClient()
      }
    }
    #expect(error?.isUnreachable == true)
    #expect(error?.message.hasSuffix("not done within 300 ms") == true)
  }
}
