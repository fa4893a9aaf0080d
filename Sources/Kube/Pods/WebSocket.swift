// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTP
import PKI

/// Messages over a connection that has become a web socket. Pings are answered while messages are read.
actor WebSocket {
  /// What the two sides agreed to speak.
  nonisolated let subprotocol: String
  private let tunnel: HTTPTunnel
  private var reader = WebSocketReader()
  private var isClosing = false

  init(_ tunnel: HTTPTunnel, subprotocol: String) {
    self.tunnel = tunnel
    self.subprotocol = subprotocol
  }

  /// Adds to a request what asks for a web socket.
  /// - Returns: What the server must answer with.
  static func prepare(_ request: inout HTTPRequest, subprotocols: [String]) -> String {
    let key = Data((0..<16).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    request.headers["Connection"] = "Upgrade"
    request.headers["Upgrade"] = "websocket"
    request.headers["Sec-WebSocket-Version"] = "13"
    request.headers["Sec-WebSocket-Key"] = key
    request.headers["Sec-WebSocket-Protocol"] = subprotocols.joined(separator: ", ")
    return accept(of: key)
  }

  /// What a server makes of a key, to show that it knows what it is asked for.
  static func accept(of key: String) -> String {
    let hash = Digest.sha1(Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))
    return Data(hash).base64EncodedString()
  }

  /// The next whole message; nil when the server has closed.
  func next() async throws -> [UInt8]? {
    var message: [UInt8] = []
    while let frame = try await frame() {
      switch frame.kind {
      case .text, .binary, .continuation:
        message += frame.payload
        if frame.isLast { return message }
      case .ping: try await send(.pong, frame.payload)
      case .pong: break
      case .close:
        try await send(.close, Array(frame.payload.prefix(2)))
        return nil
      }
    }
    return nil
  }

  private func frame() async throws -> WebSocketFrame? {
    while true {
      if let frame = try reader.next() { return frame }
      guard let bytes = try await tunnel.read() else { return nil }
      reader.add(bytes)
    }
  }

  func send(_ kind: WebSocketFrame.Kind, _ payload: [UInt8]) async throws(HTTPError) {
    guard !isClosing else { return }
    if kind == .close { isClosing = true }
    let mask = (0..<4).map { _ in UInt8.random(in: 0...255) }
    try await tunnel.write(WebSocketFrame(kind: kind, payload: payload).bytes(mask: mask))
  }

  nonisolated func close() { tunnel.close() }
}
