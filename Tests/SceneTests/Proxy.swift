// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit

/// A way to the engine that can be cut, with every connection that goes through it.
struct Proxy {
  let path: String
  let target: String

  /// The engine's address through it.
  var address: String { "unix://\(path)" }

  /// Runs `body` while the way is open, and cuts it.
  func open(_ body: () async throws -> Void) async throws {
    try? FileManager.default.removeItem(atPath: path)
    let command = Command(try Part.path("python3"), ["-c", Self.program, path, target])
    try await Daemon.run(command, until: .exists(path: path)) { _ in try await body() }
  }

  private static let program = """
    import socket, sys, threading

    def carry(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    door = socket.socket(socket.AF_UNIX)
    door.bind(sys.argv[1])
    door.listen(128)
    while True:
        client, _ = door.accept()
        engine = socket.socket(socket.AF_UNIX)
        engine.connect(sys.argv[2])
        threading.Thread(target=carry, args=(client, engine), daemon=True).start()
        threading.Thread(target=carry, args=(engine, client), daemon=True).start()
    """
}
