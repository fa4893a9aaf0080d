// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

struct VersionTests {
  private struct Printed: Decodable, Equatable {
    let version: String
    let commit: String
    let platform: String
  }

  @Test func `the version is printed for people and for programs`() async throws {
    let json = try await Capctl.run("version", "-o", "json")
    let printed = try JSONDecoder().decode(Printed.self, from: Data(json.bytes))
    #expect(printed.version.split(separator: ".").count == 3)
    #expect(printed.platform.hasPrefix("linux/"))
    let yaml = try await Capctl.run("version", "--output=yaml").text
    #expect(
      yaml == """
        version: "\(printed.version)"
        commit: "\(printed.commit)"
        platform: "\(printed.platform)"

        """)
    let commit = printed.commit.isEmpty ? "" : " (\(printed.commit))"
    let line = "capctl \(printed.version)\(commit) \(printed.platform)\n"
    #expect(try await Capctl.run("version").text == line)
  }
}
