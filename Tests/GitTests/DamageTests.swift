// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import Log
import TestKit
import Testing

@Suite struct DamageTests {
  /// What can befall a mirror's files, each done to a mirror with one pack.
  enum Mishap: String, CaseIterable {
    case packCut, packGone, indexGarbled, headGone, headGarbled, refGarbled, refEmpty, lockLeft
    case configGarbled, objectsGone, everythingGone

    func befall(_ mirror: URL) throws {
      let packs = mirror.appending(path: "objects/pack")
      func pack(_ end: String) throws -> URL {
        let names = try FileManager.default.contentsOfDirectory(atPath: packs.path)
        return packs.appending(path: try #require(names.first { $0.hasSuffix(end) }))
      }
      let files = FileManager.default
      switch self {
      case .packCut:
        let bytes = try Data(contentsOf: pack(".pack"))
        try files.removeItem(at: pack(".pack"))
        try bytes.prefix(40).write(
          to: packs.appending(
            path: try pack(".idx").lastPathComponent
              .replacing(".idx", with: ".pack")))
      case .packGone: try files.removeItem(at: pack(".pack"))
      case .indexGarbled:
        let index = try pack(".idx")
        try files.removeItem(at: index)
        try Data("garbage".utf8).write(to: index)
      case .headGone: try files.removeItem(at: mirror.appending(path: "HEAD"))
      case .headGarbled: try mirror.write("garbage", to: "HEAD")
      case .refGarbled: try mirror.write("garbage\n", to: "refs/heads/main")
      case .refEmpty: try mirror.write("", to: "refs/heads/main")
      case .lockLeft: try mirror.write("", to: "refs/heads/main.lock")
      case .configGarbled: try mirror.write("[garbage", to: "config")
      case .objectsGone: try files.removeItem(at: mirror.appending(path: "objects"))
      case .everythingGone:
        for name in try files.contentsOfDirectory(atPath: mirror.path) {
          try files.removeItem(at: mirror.appending(path: name))
        }
      }
    }
  }

  @Test(arguments: Mishap.allCases)
  func `a damaged mirror is made anew, and says so`(mishap: Mishap) async throws {
    try await GitFixture.run { fixture in
      try await fixture.commit(["a": "1"])
      _ = try await fixture.mirror().fetch()
      try mishap.befall(fixture.directory.appending(path: "mirror"))
      let commit = try await fixture.commit(["a": "2"])
      let mirror = try fixture.mirror()
      let fetched = try await mirror.fetch()
      let reason = try #require(fetched.remade)
      #expect(reason.description.hasPrefix("cannot "))
      #expect(try await mirror.contents.resolve(.head) == commit)
      let entry = try await mirror.contents.entry(at: "a", in: commit)
      #expect(try await mirror.contents.blob(entry.id) == Array("2".utf8))
      try await fixture.checkMirror()
      #expect(try await mirror.fetch().remade == nil)
    }
  }

  @Test func `damage that only reading finds is mended by the next fetch`() async throws {
    try await GitFixture.run { fixture in
      let commit = try await fixture.commit(["a": "1"])
      _ = try await fixture.mirror().fetch()
      try Mishap.packCut.befall(fixture.directory.appending(path: "mirror"))
      let mirror = try fixture.mirror()
      let error = try await failure { try await mirror.contents.list(commit) }
      #expect(error.isDamaged)
      // The remote has not moved: without the reader's word there would be nothing to do.
      #expect(try await mirror.fetch().remade == error)
      #expect(try await mirror.contents.list(commit).map(\.path) == ["a"])
    }
  }

  @Test func `a directory that holds other files is never removed`() async throws {
    try await GitFixture.run { fixture in
      try await fixture.commit(["a": "1"])
      let home = fixture.directory.appending(path: "home")
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: false)
      try home.write("mine", to: "letter")
      let mirror = try fixture.mirror("home")
      let error = try await failure { try await mirror.fetch() }
      #expect(
        error.description
          == "cannot remove the damaged mirror \(home.path): letter in it is not git's")
      #expect(try String(contentsOf: home.appending(path: "letter"), encoding: .utf8) == "mine")
    }
  }

  @Test func `many small packs become one`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      var commits: [ObjectID] = []
      for round in 0..<53 {
        commits.append(try await fixture.commit(["f\(round)": "\(round)"]))
        let fetched = try await mirror.fetch()
        #expect(fetched.remade == nil)
        _ = try await mirror.contents.list(commits[0])
      }
      let packs = fixture.directory.appending(path: "mirror/objects/pack").path
      let count = try FileManager.default.contentsOfDirectory(atPath: packs).count
      #expect(count < 20)
      for (round, commit) in commits.enumerated() {
        #expect(try await mirror.contents.list(commit).count == round + 1)
      }
      try await fixture.checkMirror()
    }
  }
}
