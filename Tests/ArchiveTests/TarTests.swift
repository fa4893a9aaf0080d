// SPDX-License-Identifier: Apache-2.0

import Archive
import Foundation
import Log
import Spawn
import TestKit
import Testing

/// Archives that go to GNU tar and come from it.
struct TarTests {
  private func tar(_ arguments: String..., input: [UInt8] = []) async throws -> Output {
    var command = Command(try Part.path("tar"), arguments)
    command.input = .bytes(input)
    command.environment = .extended(["LC_ALL": "C.UTF-8", "TZ": "UTC"])
    return try await command.run()
  }

  private let deep = (0..<30).map { "folder-\($0)" }.joined(separator: "/")

  private var files: [TarFile] {
    let long = String(repeating: "x", count: 180)
    return [
      TarFile("b/run.sh", Array("#!/bin/sh\n".utf8), mode: 0o755),
      TarFile(TarEntry("b", .directory)),
      TarFile("a.txt", Array("hello\n".utf8)),
      TarFile("empty", []),
      TarFile("block", [UInt8](repeating: 1, count: 512)),
      TarFile("grün 😀.txt", Array("x".utf8)),
      TarFile(long, Array("long name".utf8)),
      TarFile("\(deep)/\(long)", Array("long path".utf8)),
      TarFile(
        "middle/\(String(repeating: "y", count: 90))/\(String(repeating: "z", count: 90))", [1]),
      TarFile(TarEntry("b/link", .symbolicLink(to: "../a.txt"))),
      TarFile(TarEntry("c", .symbolicLink(to: "\(deep)/\(long)"))),
      TarFile(TarEntry("d", .hardLink(to: "a.txt"))),
      TarFile("secret", Array("s".utf8), mode: 0o600),
    ]
  }

  private var sorted: [TarFile] {
    files.sorted { $0.entry.path.utf8.lexicographicallyPrecedes($1.entry.path.utf8) }
  }

  @Test func `what is packed is unpacked, in order`() throws {
    let archive = try Tar.pack(files)
    #expect(archive.count % 512 == 0)
    #expect(try Tar.unpack(archive) == sorted)
    #expect(try Tar.unpack(Gzip.compress(archive)) == sorted)
  }

  @Test func `the same files give the same bytes in any order`() throws {
    let archive = try Tar.pack(files)
    #expect(try Tar.pack(files.reversed()) == archive)
    #expect(try Tar.pack([]) == [UInt8](repeating: 0, count: 1024))
  }

  @Test func `GNU tar unpacks what we pack`() async throws {
    try await withTemporaryDirectory { directory in
      let archive = try Tar.pack(files)
      let listing = try await tar("--numeric-owner", "-tvf", "-", input: archive).text
      #expect(listing.contains("-rwxr-xr-x 0/0              10 1970-01-01 00:00 b/run.sh\n"))
      #expect(listing.contains("-rw------- 0/0               1 1970-01-01 00:00 secret\n"))
      #expect(listing.contains("-rw-r--r-- 0/0               0 1970-01-01 00:00 empty\n"))
      #expect(listing.contains("drwxr-xr-x 0/0               0 1970-01-01 00:00 b/\n"))
      #expect(listing.contains("b/link -> ../a.txt\n"))
      #expect(listing.contains(" d link to a.txt\n"))
      let output = try await tar("-xf", "-", "-C", directory.path, input: archive)
      #expect(output.errorText == "")
      for file in files where !file.contents.isEmpty {
        let read = try Data(contentsOf: directory.appending(path: file.entry.path))
        #expect(Array(read) == file.contents, "\(file.entry.path)")
      }
      let through = try String(contentsOf: directory.appending(path: "c"), encoding: .utf8)
      #expect(through == "long path")
    }
  }

  @Test(arguments: ["gnu", "pax", "ustar", "oldgnu", "v7"])
  func `we unpack what GNU tar packs`(format: String) async throws {
    try await withTemporaryDirectory { directory in
      let isOld = format == "v7" || format == "ustar"
      let name = isOld ? String(repeating: "n", count: 90) : String(repeating: "n", count: 200)
      let folder = directory.appending(path: "in/sub")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try folder.write("hello", to: name)
      try folder.write("", to: "empty")
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: "link").path, withDestinationPath: "empty")
      try FileManager.default.linkItem(
        at: folder.appending(path: name), to: folder.appending(path: "same"))
      let base = directory.appending(path: "in").path
      let output = try await tar("--format", format, "--sort=name", "-cf", "-", "-C", base, ".")
      let files = try Tar.unpack(output.bytes)
      #expect(
        files.map(\.entry.path) == ["sub", "sub/empty", "sub/link", "sub/\(name)", "sub/same"])
      #expect(files[0].entry.kind == .directory)
      #expect(files[2].entry.kind == .symbolicLink(to: "empty"))
      #expect(files[3].contents == Array("hello".utf8))
      #expect(files[4].entry.kind == .hardLink(to: "sub/\(name)"))
    }
  }

  @Test func `an archive of git's is read, its comment passed over`() async throws {
    try await withTemporaryDirectory { directory in
      func git(_ arguments: String...) async throws -> [UInt8] {
        let start = ["-C", directory.path, "-c", "user.name=t", "-c", "user.email=t@t"]
        return try await Command("git", start + arguments).run().bytes
      }
      _ = try await git("init", "-q")
      try directory.write("x", to: "file")
      _ = try await git("add", "file")
      _ = try await git("commit", "-qm", "first")
      let archive = try await git("archive", "--format=tar.gz", "HEAD")
      let files = try Tar.unpack(archive)
      #expect(files.map(\.entry.path) == ["file"])
      #expect(files.first?.contents == [UInt8(ascii: "x")])
    }
  }

  @Test(arguments: [1, 7, 511, 512, 513, 10_000])
  func `an archive may come in pieces of any size`(size: Int) throws {
    let archive = try Tar.pack(files)
    var reader = TarReader()
    var seen: [TarFile] = []
    for start in stride(from: 0, to: archive.count, by: size) {
      for event in try reader.add(Array(archive[start..<min(start + size, archive.count)])) {
        switch event {
        case .entry(let entry): seen.append(TarFile(entry))
        case .contents(let part):
          let last = try #require(seen.last)
          seen.removeLast()
          seen.append(TarFile(last.entry, last.contents + part))
        }
      }
    }
    try reader.finish()
    #expect(seen == sorted)
  }

  @Test func `a file of more than eight gigabytes is announced as one`() async throws {
    var writer = TarWriter()
    let size = 9 << 30
    let start = try writer.begin(TarEntry("big", .file(size: size)))
    var reader = TarReader(within: Limits(bytes: 10 << 30))
    #expect(try reader.add(start) == [.entry(TarEntry("big", .file(size: size)))])
    #expect(throws: ArchiveError.self) { try reader.finish() }
    let listing = try await Command(
      "sh", "-c", "head -c 1536 | tar -tvf - 2>/dev/null || true", "sh"
    ).fed(start).run().text
    #expect(listing.contains(" \(size) "))
  }
}

extension Command {
  fileprivate func fed(_ bytes: [UInt8]) -> Command {
    var command = self
    command.input = .bytes(bytes)
    return command
  }
}
