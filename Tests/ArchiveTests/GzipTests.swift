// SPDX-License-Identifier: Apache-2.0

import Archive
import Foundation
import Log
import Spawn
import TestKit
import Testing

struct GzipTests {
  private func gzip(_ options: String..., input: [UInt8]) async throws -> [UInt8] {
    var command = Command(try Part.path("gzip"), options)
    command.input = .bytes(input)
    return try await command.run().bytes
  }

  private static let samples: [[UInt8]] = [
    [], [0], Array("hello hello hello".utf8), [UInt8](repeating: 7, count: 1 << 20),
    (0..<100_000).map { _ in UInt8.random(in: 0...255) },
  ]

  @Test(arguments: samples.indices)
  func `what we compress gzip decompresses, and the other way round`(index: Int) async throws {
    let bytes = Self.samples[index]
    let ours = Gzip.compress(bytes)
    #expect(try await gzip("-dc", input: ours) == bytes)
    #expect(try Gunzip.decompress(ours) == bytes)
    let theirs = try await gzip("-c9", input: bytes)
    #expect(try Gunzip.decompress(theirs) == bytes)
  }

  @Test func `the same bytes always give the same result, in pieces too`() {
    let bytes = Self.samples[4]
    var pieces = Gzip()
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 777) {
      result += pieces.add(Array(bytes[start..<min(start + 777, bytes.count)]))
    }
    result += pieces.finish()
    #expect(result == Gzip.compress(bytes))
    // No flags, no time, made on Unix (RFC 1952, 2.3).
    #expect(Array(result.prefix(10)) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
  }

  @Test func `several files behind each other, and zeros behind them, are one stream`() throws {
    let text =
      Gzip.compress(Array("one ".utf8)) + Gzip.compress([]) + Gzip.compress(Array("two".utf8))
    #expect(try Gunzip.decompress(text + [0, 0, 0]) == Array("one two".utf8))
    var gunzip = Gunzip()
    var result: [UInt8] = []
    for byte in text { result += try gunzip.add([byte]) }
    try gunzip.finish()
    #expect(result == Array("one two".utf8))
  }

  @Test func `bad data is refused`() {
    let good = Gzip.compress(Array("hello hello hello".utf8))
    var damaged = good
    damaged[damaged.count - 5] ^= 1
    let cases: [([UInt8], String)] = [
      ([], "it is cut short"),
      (Array("plain text".utf8), "incorrect header check"),
      (Array(good.dropLast()), "it is cut short"),
      (Array(good.prefix(3)), "it is cut short"),
      (damaged, "incorrect data check"),
      (good + Array("more".utf8), "incorrect header check"),
      ([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff], "invalid block type"),
    ]
    for (bytes, cause) in cases {
      let error = #expect(throws: ArchiveError.self) { try Gunzip.decompress(bytes) }
      #expect(error?.description == "cannot read gzip data: \(cause)")
    }
  }

  @Test func `a bomb is refused before it goes off`() throws {
    var gzip = Gzip()
    var bomb: [UInt8] = []
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    for _ in 0..<32 { bomb += gzip.add(zeros) }
    bomb += gzip.finish()
    #expect(bomb.count < 40_000)
    let error = #expect(throws: ArchiveError.self) {
      try Gunzip.decompress(bomb, limit: 1 << 20)
    }
    #expect(error?.description == "cannot read gzip data: it holds more than 1048576 bytes")
    #expect(try Gunzip.decompress(bomb, limit: 32 << 20).count == 32 << 20)
  }
}
