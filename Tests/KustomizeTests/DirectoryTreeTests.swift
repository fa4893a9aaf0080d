// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kustomize
import TestKit
import Testing

struct DirectoryTreeTests {
  @Test func `links within a directory are followed, and none that leads out`() async throws {
    try await withTemporaryDirectory { directory in
      let root = directory.appending(path: "root")
      let files = FileManager.default
      try files.createDirectory(at: root.appending(path: "sub"), withIntermediateDirectories: true)
      try directory.write("secret", to: "outside.yaml")
      try root.write("hello", to: "sub/a.yaml")
      for (name, target) in [
        ("inside", "sub"), ("out", "../outside.yaml"), ("up", ".."), ("absolute", "/etc"),
        ("nowhere", "gone"), ("circle", "circle"), ("sub/back", ".."),
      ] {
        try files.createSymbolicLink(
          atPath: root.appending(path: name).path(), withDestinationPath: target)
      }
      let tree = try DirectoryTree(root.path())
      #expect(try tree.entry(at: "inside/a.yaml") == TreeEntry(.file, at: "sub/a.yaml"))
      #expect(try tree.entry(at: "sub/back/inside") == TreeEntry(.directory, at: "sub"))
      #expect(try tree.entry(at: "") == TreeEntry(.directory, at: ""))
      #expect(try tree.entry(at: "nowhere") == nil)
      #expect(try tree.entry(at: "sub/a.yaml/b") == nil)
      for path in ["out", "up", "absolute", "up/outside.yaml", "circle"] {
        #expect(throws: KustomizeError.self) { try tree.entry(at: path) }
      }
      // Even where the path is not one an entry gave.
      #expect(throws: KustomizeError.self) { try tree.file(at: "out") }
      #expect(try tree.file(at: "sub/a.yaml").bytes == Array("hello".utf8))
      #expect(try Set(tree.names(at: "sub")) == ["a.yaml", "back"])
    }
  }

  @Test func `a file that is too large, a pipe and a directory are not read`() async throws {
    try await withTemporaryDirectory { directory in
      try directory.write(String(repeating: "x", count: 100_000), to: "large.yaml")
      #expect(mkfifo(directory.appending(path: "pipe").path(), 0o600) == 0)
      let tree = try DirectoryTree(directory.path(), limit: 99_999)
      #expect(throws: KustomizeError.self) { try tree.file(at: "large.yaml") }
      #expect(try tree.entry(at: "pipe")?.kind == .other)
      try directory.write("resources: [pipe, large.yaml]", to: "kustomization.yaml")
      let build = Kustomize.build("", in: tree)
      #expect(
        build.mistakes == [
          "cannot build kustomization.yaml:1:13: pipe is no file",
          "cannot read large.yaml: it is larger than 99999 bytes",
        ])
    }
  }
}
