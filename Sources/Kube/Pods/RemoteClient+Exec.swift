// SPDX-License-Identifier: Apache-2.0

import HTTP

extension RemoteClient {
  /// Runs a program in a container to its end, and keeps what it writes. That it fails is a result;
  /// that it could not be run is an error.
  package func exec(_ exec: PodExec) async throws(StatusError) -> PodExec.Result {
    var result = PodExec.Result(exitCode: 0)
    result.exitCode = try await self.exec(exec) { stream, bytes throws(StatusError) in
      switch stream {
      case .output: result.output += bytes
      case .error: result.error += bytes
      }
      guard max(result.output.count, result.error.count) <= exec.limit else {
        throw .internalError("the program wrote more than \(exec.limit) bytes")
      }
    }
    return result
  }

  /// Runs a program in a container, and hands over what it writes while it does.
  /// - Returns: Its exit status.
  package func exec(
    _ exec: PodExec, each: (PodExec.Stream, [UInt8]) async throws(StatusError) -> Void
  ) async throws(StatusError) -> Int32 {
    let action = "run \(exec.command.first ?? "nothing") in pod \(exec.namespace)/\(exec.pod)"
    let socket = try await connect(exec, action)
    defer { socket.close() }
    // Beside the reading: a program may write before it has read everything.
    let feeder = Task { await Self.feed(socket, exec.input) }
    defer { feeder.cancel() }
    while true {
      let message: [UInt8]?
      do { message = try await socket.next() } catch { throw failure(error, action) }
      guard let message else {
        throw broken("the connection ended before the program did", action)
      }
      switch try ExecSession.read(message) {
      case .bytes(let stream, let bytes): try await each(stream, bytes)
      case .ended(let code): return code
      case .nothing: break
      }
    }
  }

  private static func feed(_ socket: WebSocket, _ input: [UInt8]?) async {
    guard let input else { return }
    // A program that does not read it all is no error: its end says how it went.
    do throws(HTTPError) {
      for start in stride(from: 0, to: input.count, by: 32 << 10) {
        let part = input[start...].prefix(32 << 10)
        try await socket.send(.binary, [ExecSession.input] + part)
      }
      guard socket.subprotocol.hasPrefix("v5.") else { return }
      try await socket.send(.binary, [ExecSession.ended, ExecSession.input])
    } catch { return }
  }

  private func connect(_ exec: PodExec, _ action: String) async throws(StatusError) -> WebSocket {
    let plan = Plan(action: action, priority: .write, mayBeRepeated: false)
    var request = request("GET", exec.target)
    request.deadline = exec.deadline
    request.idleTimeout = options.timeout
    // Kubelets and container runtimes, which the API server leads to, say 406 to anything narrower.
    request.headers["Accept"] = "*/*"
    let subprotocols = ["v5", "v4"].map { "\($0).channel.k8s.io" }
    let accept = WebSocket.prepare(&request, subprotocols: subprotocols)
    switch try await upgrade(request, plan) {
    case .refused(let status, let headers, let body):
      throw AnswerReader(status: status, headers: headers).failure(body)
    case .switched(let tunnel, let headers):
      guard headers["Sec-WebSocket-Accept"] == accept else {
        throw broken("the server switched to something else than was asked for", action)
      }
      guard let spoken = headers["Sec-WebSocket-Protocol"], subprotocols.contains(spoken) else {
        throw broken("the server speaks none of \(subprotocols.joined(separator: ", "))", action)
      }
      return WebSocket(tunnel, subprotocol: spoken)
    }
  }

  private func failure(_ error: any Error, _ action: String) -> StatusError {
    switch error {
    case let error as HTTPError: unreachable(error, action)
    case let error as WebSocketReader.Mistake: broken("the server sent \(error.cause)", action)
    default: broken("\(error)", action)
    }
  }

  private func broken(_ why: String, _ action: String) -> StatusError {
    var error = StatusError.internalError(why)
    error.attempt = action
    return error
  }
}
