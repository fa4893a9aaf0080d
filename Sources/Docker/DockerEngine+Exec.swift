// SPDX-License-Identifier: Apache-2.0

package import HTTP
package import Log
import Manifest

/// A program to run in a container.
package struct Exec: Sendable {
  package enum Input: Sendable {
    case none
    /// The container needs a shell for it, and `head`, which ends the input after so many bytes: one
    /// direction of a connection over TLS cannot be ended by itself.
    case bytes(Secret<[UInt8]>)
    /// For a program that knows from what it reads where that ends.
    case stream(HTTPResponseBody)
  }

  package var arguments: [String]
  package var environment: [String] = []
  package var input = Input.none
  /// More than so many bytes of output are an error.
  package var outputLimit = 64 << 20

  package init(_ arguments: [String], input: Input = .none) {
    self.arguments = arguments
    self.input = input
  }

  fileprivate var hasInput: Bool {
    if case .none = input { false } else { true }
  }

  /// The program as the engine is told it.
  fileprivate var settings: Value {
    var words = arguments
    if case .bytes(let bytes) = input {
      let script = #"size=$1; shift; head -c "$size" | "$@""#
      words = ["/bin/sh", "-c", script, "sh", "\(bytes.reveal().count)"] + words
    }
    return [
      "AttachStdin": .bool(hasInput), "AttachStdout": true, "AttachStderr": true,
      "Cmd": .list(words.map { .string($0) }), "Env": .list(environment.map { .string($0) }),
    ]
  }
}

/// How a program in a container ended, and what it wrote.
package struct ExecReply: Sendable, Hashable {
  package var status: Int32 = 0
  package var output: [UInt8] = []
  package var errorOutput: [UInt8] = []

  fileprivate mutating func add(_ piece: StreamFrames.Frame) {
    if piece.source == .errorOutput {
      errorOutput += piece.bytes
    } else {
      output += piece.bytes
    }
  }
}

extension DockerEngine {
  /// Runs a program in a running container, as root, and waits for its end. Whoever gives up waiting
  /// leaves it running: the engine has no way to end it.
  package func run(
    _ exec: Exec, in container: String
  ) async throws(DockerError) -> ExecReply {
    let action = "run \(exec.arguments.first ?? "") in container \(container)"
    let made = try await call(
      "POST", "/containers/\(container)/exec", body: exec.settings, to: action)
    guard let id = made["Id"]?.string else {
      throw DockerError(action, "the engine did not say what it runs as")
    }
    let tunnel = try await attach(id, to: action)
    defer { tunnel.close() }
    async let sent: Void = send(exec.input, into: tunnel)
    var reply = try await output(of: tunnel, upTo: exec.outputLimit, to: action)
    await sent
    reply.status = try await status(of: id, to: action)
    return reply
  }

  /// Starts what was made, and takes over its connection.
  private func attach(_ id: String, to action: String) async throws(DockerError) -> HTTPTunnel {
    var request = try await request("POST", "/exec/\(id)/start", to: action)
    request.setBody(["Detach": false, "Tty": false])
    request.headers["Connection"] = "Upgrade"
    request.headers["Upgrade"] = "tcp"
    request.idleTimeout = .seconds(300)
    let answer = try await attempt(action) { () throws(HTTPError) in
      try await http.upgrade(request)
    }
    switch answer {
    case .switched(let tunnel, _): return tunnel
    case .refused(let status, _, let body): throw refusal(body, status, action)
    }
  }

  /// A program may end without having read all of its input, which is its own affair.
  private func send(_ input: Exec.Input, into tunnel: HTTPTunnel) async {
    do {
      switch input {
      case .none: break
      case .bytes(let bytes):
        let bytes = bytes.reveal()
        for start in stride(from: 0, to: bytes.count, by: 64 << 10) {
          try await tunnel.write(Array(bytes[start..<min(start + (64 << 10), bytes.count)]))
        }
      case .stream(let body):
        while let bytes = try await body.next() { try await tunnel.write(bytes) }
      }
      if case .none = input { return }
      tunnel.finish()
    } catch {
      // A source that broke off must not look whole.
      if case .stream = input { tunnel.close() }
    }
  }

  private func output(
    of tunnel: HTTPTunnel, upTo limit: Int, to action: String
  ) async throws(DockerError) -> ExecReply {
    var frames = StreamFrames()
    var reply = ExecReply()
    while true {
      let bytes = try await attempt(action) { () throws(HTTPError) in try await tunnel.read() }
      guard let bytes else { break }
      guard let pieces = frames.add(bytes) else {
        throw DockerError(action, "the engine sent what is no output")
      }
      for piece in pieces { reply.add(piece) }
      guard reply.output.count + reply.errorOutput.count <= limit else {
        throw DockerError(action, "it wrote more than \(limit) bytes")
      }
    }
    guard frames.isAtBoundary else { throw DockerError(action, "the connection broke off") }
    return reply
  }

  /// The output ends a moment before the engine knows how the program did.
  private func status(of id: String, to action: String) async throws(DockerError) -> Int32 {
    for attempt in 0..<200 {
      let state = try await call("GET", "/exec/\(id)/json", to: action)
      if state["Running"]?.bool == false, let code = state["ExitCode"]?.int {
        return Int32(clamping: code)
      }
      try? await Task.sleep(for: .milliseconds(min(5 * (attempt + 1), 100)))
      if Task.isCancelled { throw DockerError(action, "cancelled") }
    }
    throw DockerError(action, "its output has ended, and it has not")
  }
}
