// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import Docker

/// What an engine sends piece by piece, however it is cut.
struct StreamTests {
  @Test(arguments: 1...12) func `outputs are told apart wherever they are cut`(size: Int) throws {
    let sent: [UInt8] =
      [1, 0, 0, 0, 0, 0, 0, 3] + Array("out".utf8) + [2, 0, 0, 0, 0, 0, 0, 5]
      + Array("error".utf8) + [1, 0, 0, 0, 0, 0, 0, 0]
    var frames = StreamFrames()
    var words: [String] = []
    for start in stride(from: 0, to: sent.count, by: size) {
      let part = Array(sent[start..<min(start + size, sent.count)])
      let pieces = frames.add(part)
      for frame in try #require(pieces) {
        words.append("\(frame.source) \(String(decoding: frame.bytes, as: UTF8.self))")
      }
    }
    #expect(words == ["output out", "errorOutput error", "output "])
    #expect(frames.isAtBoundary)
  }

  @Test func `what is no output is noticed`() {
    var frames = StreamFrames()
    #expect(frames.add(Array("HTTP/1.1 500".utf8)) == nil)
    var cut = StreamFrames()
    #expect(cut.add([1, 0, 0, 0, 0, 0, 0, 3, 65])?.isEmpty == true)
    #expect(!cut.isAtBoundary)
  }

  @Test(arguments: 1...12) func `lines of JSON are whole wherever they are cut`(size: Int) throws {
    let sent = Array("{\"a\": 1}\r\n\n{\"b\": \"ü\"}\n{\"c\"".utf8)
    var lines = JSONLines()
    var values: [Value] = []
    for start in stride(from: 0, to: sent.count, by: size) {
      values += try lines.add(Array(sent[start..<min(start + size, sent.count)]))
    }
    #expect(values == [["a": 1], ["b": "ü"]])
  }
}
