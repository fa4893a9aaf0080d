// SPDX-License-Identifier: Apache-2.0

/// A piece of a streamed answer, made once and written to any number of clients: all of them send
/// from the same memory.
package struct StreamChunk: Sendable {
  /// Length, bytes and line ends, as HTTP/1.1 wants them.
  let framed: [UInt8]
  private let payloadStart: Int

  package init(_ bytes: [UInt8]) {
    // An empty chunk would end the answer.
    guard !bytes.isEmpty else {
      framed = []
      payloadStart = 0
      return
    }
    let head = Array("\(String(bytes.count, radix: 16))\r\n".utf8)
    var framed: [UInt8] = []
    framed.reserveCapacity(head.count + bytes.count + 2)
    framed += head
    framed += bytes
    framed += [13, 10]
    self.framed = framed
    payloadStart = head.count
  }

  /// The bytes alone, for clients of HTTP/1.0.
  var payload: [UInt8] { Array(framed.dropFirst(payloadStart).dropLast(2)) }

  static let last = Array("0\r\n\r\n".utf8)
}
