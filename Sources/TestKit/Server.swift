// SPDX-License-Identifier: Apache-2.0

package import Foundation
package import Spawn

/// `capctl up`, running: the real program in a process of its own.
package struct Server {
  package let folder: URL
  package let daemon: Daemon

  package var kubeconfig: String { folder.appending(path: "kubeconfig").path }
  package var socket: String { folder.appending(path: "capctl.sock").path }

  /// Runs `body` beside a server over `folder` that is ready, and ends it.
  package static func run<Result: Sendable>(
    in folder: URL, _ words: [String] = [], kibibytes limit: Int? = nil,
    environment: [String: String] = [:],
    _ body: (Server) async throws -> Result
  ) async throws -> Result {
    let words = ["up", "--data-dir", folder.path, "--listen", "127.0.0.1:0"] + words
    var command = Command(Capctl.path, words)
    // No file may grow past the limit.
    if let limit {
      let line = "ulimit -f \(limit); exec \"$0\" \"$@\""
      command = Command(try Part.path("bash"), ["-c", line, Capctl.path] + words)
    }
    command.environment = Capctl.environment(environment)
    let kubeconfig = folder.appending(path: "kubeconfig").path
    // What a server left behind that was killed says nothing of the next one.
    try? FileManager.default.removeItem(atPath: kubeconfig)
    return try await Daemon.run(command, until: .exists(path: kubeconfig)) { daemon in
      try await body(Server(folder: folder, daemon: daemon))
    }
  }

  package func kubectl(_ words: String..., input: Input = .nothing) async throws -> Output {
    try await kubectl(words: words, input: input)
  }

  package func kubectl(words: [String], input: Input = .nothing) async throws -> Output {
    var command = Command(try Part.path("kubectl"), ["--kubeconfig", kubeconfig] + words)
    command.input = input
    command.environment = .exactly(["HOME": folder.path])
    command.accepts = Set(0...255)
    command.deadline = .seconds(120)
    return try await command.run()
  }
}
