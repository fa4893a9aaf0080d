// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit
import Testing

struct FixtureTests {
  @Test func `a temporary directory goes with its scope`() async throws {
    let directory = try await withTemporaryDirectory { directory in
      try directory.write("x", to: "file")
      return directory
    }
    #expect(!FileManager.default.fileExists(atPath: directory.path))
  }

  @Test func `a missing part is named, with what installs it`() {
    let error = #expect(throws: TestFailure.self) { try Part.path("no-such-part") }
    #expect(
      error?.description
        == "cannot find the part no-such-part: not found in PATH; hint: run hack/setup")
  }

  @Test func `a golden file is compared to the byte`() async throws {
    try await withTemporaryDirectory { directory in
      let folder = directory.appending(path: "Golden")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try folder.write("one\ntwo\n", to: "text")
      let test = directory.appending(path: "Some.swift").path
      try Golden.check("one\ntwo\n", "text", test: test)
      let error = #expect(throws: TestFailure.self) {
        try Golden.check("one\nTwo\n", "text", test: test)
      }
      #expect(error?.cause == "line 2 differs\nexpected: two\nactual:   Two")
      #expect(throws: TestFailure.self) { try Golden.check("one\ntwo", "text", test: test) }
      #expect(throws: TestFailure.self) { try Golden.check("", "missing", test: test) }
    }
  }

  @Test func `memory and descriptors are read from the kernel`() throws {
    #expect(try Memory.resident() > 1 << 20)
    #expect(try Memory.resident(1) > 0)
    #expect(try Memory.openDescriptors() >= 3)
  }
}
