// SPDX-License-Identifier: Apache-2.0

import Archive
import Foundation
import Log
import Spawn
import TestKit
import Testing

struct BadArchiveTests {
  /// An archive that we would not write, made with Python's module.
  private func archive(_ script: String) async throws -> [UInt8] {
    let frame = """
      import io, sys, tarfile
      out = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.PAX_FORMAT)
      def add(name, type=tarfile.REGTYPE, link='', data=b''):
          info = tarfile.TarInfo(name)
          info.type, info.linkname, info.size = type, link, len(data)
          out.addfile(info, io.BytesIO(data))
      def symlink(name, link): add(name, tarfile.SYMTYPE, link)
      \(script)
      out.close()
      """
    return try await Command(try Part.path("python3"), "-c", frame).run().bytes
  }

  private static let reading = "cannot read archive entry "

  @Test(arguments: [
    ("add('../x')", "../x: the path ../x leads out of the archive"),
    ("add('a/../../x')", "a/../../x: the path a/../../x leads out of the archive"),
    ("add('a/..')", "a/..: the path a/.. leads out of the archive"),
    ("add('/etc/passwd')", "/etc/passwd: the path /etc/passwd is absolute"),
    ("symlink('l', '/etc')", "l: it points out of the archive, to /etc"),
    ("symlink('l', '..')", "l: it points out of the archive, to .."),
    ("symlink('a/b/l', '../../../x')", "a/b/l: it points out of the archive, to ../../../x"),
    ("symlink('a/l', 'b/../../..')", "a/l: it points out of the archive, to b/../../.."),
    ("symlink('l', '')", "l: it points out of the archive, to "),
    ("symlink('a/l', '..'); add('a/l/x')", "a/l/x: a/l above it is a link"),
    ("symlink('l', 'a'); symlink('l/m', '../..')", "l/m: l above it is a link"),
    ("add('h', tarfile.LNKTYPE, '../x')", "h: the path ../x leads out of the archive"),
    ("add('h', tarfile.LNKTYPE, '/x')", "h: the path /x is absolute"),
    ("add('h', tarfile.LNKTYPE, 'x')", "h: it is a link to x, which is no file before it"),
    (
      "symlink('s', 'x'); add('h', tarfile.LNKTYPE, 's')",
      "h: it is a link to s, which is no file before it"
    ),
    ("add('dev/null', tarfile.CHRTYPE)", "dev/null: it is a device"),
    ("add('pipe', tarfile.FIFOTYPE)", "pipe: it is a named pipe"),
    ("add('.')", ".: it has no name"),
    ("add('x', b'Z')", "x: its type 'Z' is unknown"),
  ])
  func `an entry that reaches out of its folder is refused by name`(
    script: String, message: String
  ) async throws {
    let bytes = try await archive(script)
    let error = #expect(throws: ArchiveError.self) { try Tar.unpack(bytes) }
    #expect(error?.description == Self.reading + message)
  }

  @Test func `links that stay inside are none of those`() async throws {
    let bytes = try await archive(
      "add('a/b/f', data=b'1'); symlink('a/b/l', '../../a/b/f'); symlink('m', './a/b'); add('m2')")
    #expect(try Tar.unpack(bytes).count == 4)
  }

  @Test func `a link may be replaced by a folder`() async throws {
    let bytes = try await archive(
      "symlink('l', 'a'); add('l', tarfile.DIRTYPE); add('l/x', data=b'1')")
    #expect(try Tar.unpack(bytes).last?.contents == [UInt8(ascii: "1")])
  }

  @Test func `limits are kept, and named`() async throws {
    let bytes = try await archive("[add(f'f{i}', data=b'12345') for i in range(4)]")
    let many = #expect(throws: ArchiveError.self) {
      try Tar.unpack(bytes, within: Limits(entries: 3))
    }
    #expect(many?.description == Self.reading + "f3: the archive holds more than 3 entries")
    let large = #expect(throws: ArchiveError.self) {
      try Tar.unpack(bytes, within: Limits(bytes: 19))
    }
    #expect(large?.description == Self.reading + "f3: the archive holds more than 19 bytes")
    #expect(try Tar.unpack(bytes, within: Limits(bytes: 20, entries: 4)).count == 4)
  }

  @Test func `an archive cut short anywhere is refused`() throws {
    let whole = try Tar.pack([
      TarFile("a", Array("hello".utf8)), TarFile(String(repeating: "x", count: 200), [1, 2, 3]),
    ])
    // One of the two empty blocks at the end is enough.
    for count in stride(from: 0, to: whole.count - 512, by: 101) {
      let error = #expect(throws: ArchiveError.self) { try Tar.unpack(Array(whole.prefix(count))) }
      #expect(error?.description == "cannot read archive: it is cut short")
    }
  }

  @Test func `what is no archive is refused where it ceases to be one`() throws {
    let text = [UInt8](repeating: UInt8(ascii: "x"), count: 2048)
    let plain = #expect(throws: ArchiveError.self) { try Tar.unpack(text) }
    #expect(plain?.description == "cannot read archive: there is no tar header at byte 0")
    var changed = try Tar.pack([TarFile("a", [1]), TarFile("b", [2])])
    changed[1024] ^= 1
    let later = #expect(throws: ArchiveError.self) { try Tar.unpack(changed) }
    #expect(later?.description == "cannot read archive: there is no tar header at byte 1024")
  }

  @Test func `damage of any kind is an error or harmless, never a crash`() throws {
    let whole = try Tar.pack([
      TarFile("a", Array("hello".utf8)), TarFile(String(repeating: "ü", count: 80), [1, 2, 3]),
    ])
    for index in whole.indices {
      var changed = whole
      changed[index] ^= 0xff
      // A header that lies needs its sum put right to get any further.
      _ = try? Tar.unpack(repaired(changed, around: index))
    }
  }

  /// `bytes` with the sum of the block around `index` put right.
  private func repaired(_ bytes: [UInt8], around index: Int) -> [UInt8] {
    var bytes = bytes
    let start = index / 512 * 512
    bytes.replaceSubrange(start + 148..<start + 156, with: "        ".utf8)
    let sum = bytes[start..<start + 512].reduce(0) { $0 + Int($1) }
    let digits = String(sum, radix: 8)
    let field = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
    bytes.replaceSubrange(start + 148..<start + 156, with: field.utf8)
    return bytes
  }

  @Test(arguments: ["99 path=x\n", "x path=x\n", "3 x", "0 \n", "12 size=-1xx\n"])
  func `an extended header that makes no sense is refused`(record: String) throws {
    var writer = TarWriter()
    var bytes = try writer.begin(TarEntry("pax", .file(size: record.utf8.count)))
    bytes[156] = UInt8(ascii: "x")
    bytes = repaired(bytes, around: 0)
    bytes += Array(record.utf8) + [UInt8](repeating: 0, count: 512 - record.utf8.count)
    let error = #expect(throws: ArchiveError.self) { try Tar.unpack(bytes) }
    #expect(error?.description == "cannot read archive: an extended header is damaged")
  }

  @Test(arguments: [
    (
      [TarFile("../x", [])],
      "cannot write archive entry ../x: the path ../x leads out of the archive"
    ),
    ([TarFile("/x", [])], "cannot write archive entry /x: the path /x is absolute"),
    ([TarFile("", [])], "cannot write archive entry : it has no name"),
    ([TarFile("a", []), TarFile("a", [])], "cannot write archive entry a: there are two of it"),
    (
      [TarFile(TarEntry("a", .file(size: 3)), [1]), TarFile("b", [])],
      "cannot write archive entry b: the one before lacks 2 bytes"
    ),
    (
      [TarFile(TarEntry("a", .file(size: 3)), [1])],
      "cannot write archive: its last entry lacks 2 bytes"
    ),
    (
      [TarFile(TarEntry("a", .file(size: 0)), [1])],
      "cannot write archive: an entry holds more bytes than it announced"
    ),
  ])
  func `what we would not read we do not write`(files: [TarFile], message: String) {
    let error = #expect(throws: ArchiveError.self) { try Tar.pack(files) }
    #expect(error?.description == message)
  }
}
