// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Manifest
import TestKit
import Testing

struct FullDiskTests {
  private static let path = "/api/v1/namespaces/default/configmaps"

  private static func map(_ number: Int) -> Value {
    [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string("m-\(number)")],
      "data": ["padding": .string(String(repeating: "x", count: 20_000))],
    ]
  }

  /// A limit on the size of files stands in for a disk: the system refuses the same write.
  @Test func `a disk that fills up refuses writes, keeps what it has, and answers reads`()
    async throws
  {
    try await withTemporaryDirectory { folder in
      let client = HTTPClient(environment: [:])
      var kept = 0
      try await Server.run(in: folder, kibibytes: 6144) { server in
        var refused: (status: Int, value: Value)?
        while refused == nil, kept < 10_000 {
          let answer = try await server.send("POST", Self.path, Self.map(kept), on: client)
          if answer.status == 201 { kept += 1 } else { refused = answer }
        }
        let status = try #require(refused)
        #expect(status.status == 500)
        #expect(status.value["reason"] == "InternalError")
        // In the words of the system, or of SQLite.
        let message = status.value["message"]?.string ?? ""
        #expect(message.contains("cannot write to \(folder.path)/store.db: "), "\(message)")
        let health = try await server.send("GET", "/readyz", on: client)
        #expect(health.status == 500)
        #expect(health.value.string?.contains("[-]store failed: reason withheld") == true)
        let list = try await server.send("GET", Self.path, on: client).value
        #expect(list["items"]?.list?.count == kept)
      }
      try await Server.run(in: folder) { server in
        let list = try await server.send("GET", Self.path, on: client).value
        #expect(list["items"]?.list?.count == kept)
        let answer = try await server.send("POST", Self.path, Self.map(kept), on: client)
        #expect(answer.status == 201)
      }
    }
  }
}
