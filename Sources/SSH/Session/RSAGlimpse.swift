// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import PKI

/// Sees the RSA key of a server that signs with it as libssh2 cannot check, by SHA-2: it is read from the
/// first answer of the key exchange (RFC 4253 and 8731), which goes no further. Nothing is proved by that,
/// and nothing is sent that is secret.
struct RSAGlimpse {
  private let wire: Wire
  private let vigil: Vigil
  private var bytes = Data()

  /// No packet that comes before keys are agreed on is longer, and no greeting.
  private static let limit = 35_000
  private static let exchanges = ["curve25519-sha256", "curve25519-sha256@libssh.org"]
  private static let signatures = ["rsa-sha2-512", "rsa-sha2-256"]
  private static let ciphers = [
    "aes128-ctr", "aes256-ctr", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
  ]
  private static let codes = [
    "hmac-sha2-256", "hmac-sha2-512", "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
  ]

  private enum Message {
    static let disconnect: UInt8 = 1
    static let exchange: UInt8 = 20
    static let ours: UInt8 = 30
    static let theirs: UInt8 = 31
  }

  init(_ wire: Wire, _ vigil: Vigil) {
    self.wire = wire
    self.vigil = vigil
  }

  mutating func key() throws(SSHError) -> HostKey {
    send(Data("SSH-2.0-capctl\r\n".utf8))
    try greet()
    send(packet(Self.offer))
    try agree(on: try message(Message.exchange))
    // A point of the curve, whose other half nobody knows: the secret is never made.
    let point = (0..<32).map { _ in UInt8.random(in: 0...255) }
    send(packet(Data([Message.ours]) + Self.field(Data(point))))
    var answer = WireReader(try message(Message.theirs))
    guard let blob = answer.bytes(), isRSA(blob) else { throw broken() }
    let key = Array(blob.rest)
    return HostKey(type: .rsa, blob: key, sha256: Digest.sha256(key))
  }

  private func isRSA(_ blob: WireReader) -> Bool {
    var blob = blob
    return blob.text() == HostKeyType.rsa.rawValue && blob.bytes() != nil && blob.bytes() != nil
  }

  private func broken() -> SSHError {
    SSHError(vigil.action, "the server speaks SSH in a way that is not understood")
  }

  // MARK: What is offered

  private static var offer: Data {
    let names = [
      exchanges, signatures, ciphers, ciphers, codes, codes, ["none"], ["none"], [], [],
    ]
    let cookie = (0..<16).map { _ in UInt8.random(in: 0...255) }
    let lists = names.map { field(Data($0.joined(separator: ",").utf8)) }
    // No guess follows, and four bytes are kept for later.
    return Data([Message.exchange] + cookie) + lists.reduce(Data(), +)
      + Data(repeating: 0, count: 5)
  }

  /// Whether the server can show such a key.
  private func agree(on offer: Data) throws(SSHError) {
    var reader = WireReader(offer.dropFirst(16))
    guard let exchanges = reader.text(), let signatures = reader.text() else { throw broken() }
    func isShared(_ theirs: String, _ ours: [String]) -> Bool {
      theirs.split(separator: ",").contains { ours.contains(String($0)) }
    }
    guard isShared(exchanges, Self.exchanges), isShared(signatures, Self.signatures) else {
      throw SSHError(
        vigil.action, "it has no RSA key that signs by SHA-2", kind: .noCommonAlgorithm)
    }
  }

  // MARK: Packets

  private static func number(_ value: Int) -> Data {
    Data([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
  }

  private static func field(_ bytes: Data) -> Data { number(bytes.count) + bytes }

  /// Padded to whole blocks of eight, by four bytes at least.
  private func packet(_ payload: Data) -> Data {
    let padding = 4 + (8 - (payload.count + 9) % 8) % 8
    let length = 1 + payload.count + padding
    return Self.number(length) + Data([UInt8(padding)]) + payload
      + Data(repeating: 0, count: padding)
  }

  private func send(_ bytes: Data) {
    let all = Array(bytes)
    unsafe all.withUnsafeBytes { _ = unsafe wire.send($0) }
  }

  /// Reads up to the line that says that the server speaks SSH; others may stand before it.
  private mutating func greet() throws(SSHError) {
    while true {
      while let end = bytes.firstIndex(of: 10) {
        let line = String(decoding: bytes[..<end], as: UTF8.self)
        bytes = Data(bytes[(end + 1)...])
        if line.hasPrefix("SSH-") { return }
      }
      guard bytes.count < Self.limit else {
        throw SSHError(
          vigil.action, "what listens there does not speak SSH", hint: "check the port")
      }
      try more()
    }
  }

  /// The next message of a kind, without its number; what the server says beside is passed over.
  private mutating func message(_ kind: UInt8) throws(SSHError) -> Data {
    while true {
      let payload = try payload()
      if payload.first == kind { return Data(payload.dropFirst()) }
      if payload.first == Message.disconnect { throw broken() }
    }
  }

  private mutating func payload() throws(SSHError) -> Data {
    try need(5)
    var head = WireReader(bytes)
    let (length, padding) = (head.number() ?? 0, Int(bytes[bytes.startIndex + 4]))
    guard length > padding, length < Self.limit else { throw broken() }
    try need(4 + length)
    let payload = Data(bytes.dropFirst(5).prefix(length - padding - 1))
    bytes = Data(bytes.dropFirst(4 + length))
    return payload
  }

  private mutating func need(_ count: Int) throws(SSHError) {
    while bytes.count < count { try more() }
  }

  private mutating func more() throws(SSHError) {
    let events = POLLIN | (wire.backlog > 0 ? POLLOUT : 0)
    try vigil.wait(for: Int32(events), on: wire.socket.descriptor, awaiting: "the SSH handshake")
    wire.flush()
    wire.allow(1 << 14)
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe wire.receive(into: $0) }
    if count == -Int(EAGAIN) { return }
    guard count > 0 else {
      throw SSHError(
        vigil.action, "the server closed the connection during the SSH handshake")
    }
    bytes += Data(buffer.prefix(count))
  }
}
