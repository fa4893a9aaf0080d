// SPDX-License-Identifier: Apache-2.0

import Foundation
import SSH
import TestKit
import Testing

/// What is left over when a process has made many connections.
struct GrowthTests {
  @Test func `two hundred connections leave no memory and no descriptor behind`() async {
    // In a process of its own, where no other test opens or allocates any.
    await #expect(processExitsWith: .success) {
      try await SSHServer.plain { server in
        for _ in 0..<10 { try await visit(server) }
        let (memory, descriptors) = (try Memory.resident(), try Memory.openDescriptors())
        for _ in 0..<100 { try await visit(server) }
        try await eventually("descriptors are closed") {
          try Memory.openDescriptors() <= descriptors
        }
        // Sanitizers keep what was freed; they look for leaks themselves.
        if !Sanitizer.isOn {
          let growth = try Memory.resident() - memory
          #expect(growth < 4 << 20, "\(growth) bytes")
        }
      }
    }
  }

  @Test func `a hundred connections at once all work`() async throws {
    try await SSHServer.plain { server in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<100 { group.addTask { try await visit(server) } }
        try await group.waitForAll()
      }
    }
  }
}

private func visit(_ server: SSHServer) async throws {
  for type in [SSHServer.KeyType.ed25519, .ecdsa] {
    let connection = try await server.connect(as: server.identity(type))
    let result = try await connection.run("echo here", deadline: soon)
    #expect(result.text == "here\n")
    await connection.close()
  }
}
