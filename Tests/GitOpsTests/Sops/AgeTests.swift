// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import Spawn
import TestKit
import Testing

@testable import GitOps

/// Debian's age encrypts, we decrypt.
struct AgeTests {
  private func encrypt(_ bytes: [UInt8], armored: Bool) async throws -> (
    file: [UInt8], key: [AgeIdentity]
  ) {
    try await withTemporaryDirectory { folder in
      let key = folder.appending(path: "key").path
      let plain = folder.appending(path: "plain")
      try Data(bytes).write(to: plain)
      _ = try await Command(try Part.path("age-keygen"), "-o", key).run()
      let recipient = try await Command(try Part.path("age-keygen"), "-y", key).run().text
        .trimmingCharacters(in: .newlines)
      let sealed = folder.appending(path: "sealed")
      _ = try await Command(
        try Part.path("age"),
        (armored ? ["-a"] : [])
          + ["-r", recipient, "-o", sealed.path, plain.path]
      ).run()
      let identities = try AgeIdentity.read(
        String(contentsOfFile: key, encoding: .utf8), named: "key")
      return ([UInt8](try Data(contentsOf: sealed)), identities)
    }
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000], [true, false])
  func `what age encrypts is opened`(_ count: Int, _ armored: Bool) async throws {
    let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let (file, key) = try await encrypt(plain, armored: armored)
    #expect(try AgeFile(file).open(with: key).reveal() == plain)
  }

  @Test func `no byte of a file can be changed, and none left out`() async throws {
    let (file, key) = try await encrypt(Array("secret".utf8), armored: false)
    for place in file.indices {
      var changed = file
      changed[place] ^= 1
      guard let result = try? AgeFile(changed).open(with: key) else { continue }
      Issue.record("byte \(place) of \(file.count) could be changed: \(result)")
    }
    for count in 0..<file.count {
      #expect(throws: GitOpsError.self) {
        try AgeFile(Array(file.prefix(count))).open(with: key)
      }
    }
  }

  @Test func `a damaged identity is refused, and not shown`() throws {
    let line = "AGE-SECRET-KEY-10U7MAELH09KZU63F65P2TYLN7TQM5X6GSDDCQ4YMUGDS3DS6XZMSTYY2PQ"
    let error = #expect(throws: GitOpsError.self) {
      try AgeIdentity.read("# mine\n\n\(line)\n", named: "a.agekey")
    }
    #expect(error?.description.contains("line 3 of a.agekey") == true)
    #expect(error?.description.contains("MAELH09") == false)
  }
}
