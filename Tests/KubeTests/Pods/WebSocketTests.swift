// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kube

struct WebSocketTests {
  @Test func `the server's proof is that of RFC 6455`() {
    #expect(WebSocket.accept(of: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }

  @Test func `a frame is masked as in RFC 6455`() {
    let frame = WebSocketFrame(kind: .text, payload: Array("Hello".utf8))
    let masked: [UInt8] = [
      0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
    ]
    #expect(frame.bytes(mask: [0x37, 0xfa, 0x21, 0x3d]) == masked)
  }

  @Test(arguments: [(125, 2), (126, 4), (65_535, 4), (65_536, 10)])
  func `the head grows with the length`(length: Int, head: Int) throws {
    let payload = [UInt8](repeating: 7, count: length)
    let frame = WebSocketFrame(kind: .binary, payload: payload)
    var bytes = frame.bytes(mask: [0, 0, 0, 0])
    #expect(bytes.count == head + 4 + length)
    // As a server would send it: the mask and its flag taken away.
    bytes[1] &= 0x7F
    bytes.removeSubrange(head..<(head + 4))
    var reader = WebSocketReader()
    for byte in bytes.dropLast() {
      reader.add([byte])
    }
    #expect(try reader.next() == nil)
    reader.add([bytes[bytes.count - 1]])
    #expect(try reader.next() == frame)
    #expect(try reader.next() == nil)
  }

  @Test(
    arguments: [
      ([0xC1, 0x00], "a frame with unknown flags"), ([0x83, 0x00], "a frame of an unknown kind"),
      ([0x81, 0x80], "a masked frame from a server"),
      ([0x89, 0x7E, 0x00, 0x7E], "a control frame that is too long or in parts"),
      ([0x09, 0x00], "a control frame that is too long or in parts"),
      (
        [0x82, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        "a frame of more than 16777216 bytes"
      ),
    ] as [([UInt8], String)])
  func `what no server may send is refused`(bytes: [UInt8], cause: String) {
    var reader = WebSocketReader()
    reader.add(bytes)
    let error = #expect(throws: WebSocketReader.Mistake.self) { _ = try reader.next() }
    #expect(error?.cause == cause)
  }
}
