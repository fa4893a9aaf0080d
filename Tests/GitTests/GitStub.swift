// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import Synchronization
import TestKit

/// Half of an http server for git: real git makes the answers, and the test says what becomes of them.
struct GitStub: Sendable {
  let origin: URL

  /// What is done with a pack that is asked for.
  typealias Send = @Sendable (_ pack: [UInt8], StubConnection) -> Void

  func answer(_ send: @escaping Send) -> StubServer.Answer {
    { request, connection in
      if request.target.contains("info/refs") {
        let head = "001e# service=git-upload-pack\n0000"
        let body = Array(head.utf8) + git(["--advertise-refs"], [])
        connection.send(Self.head("git-upload-pack-advertisement", "Content-Length: \(body.count)"))
        connection.send(body)
      } else {
        send(git([], request.body), connection)
      }
    }
  }

  static func head(_ type: String, _ more: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-\(type)\r\n\(more)\r\n\r\n"
  }

  /// Runs on the stub's own thread, which may block.
  private func git(_ options: [String], _ input: [UInt8]) -> [UInt8] {
    var command = Command(
      "git", ["upload-pack", "--stateless-rpc"] + options + [origin.path])
    command.input = .bytes(input)
    let answer = Mutex<[UInt8]>([])
    let isThere = DispatchSemaphore(value: 0)
    let asked = command
    Task {
      let bytes = (try? await asked.run().bytes) ?? []
      answer.withLock { $0 = bytes }
      isThere.signal()
    }
    isThere.wait()
    return answer.withLock { $0 }
  }
}
