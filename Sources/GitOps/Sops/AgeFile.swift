// SPDX-License-Identifier: Apache-2.0

import Log
import PKI

/// A file that age encrypted: a header that holds the key of the file once for each recipient, and what
/// is sealed under that key.
struct AgeFile {
  private let shares: [(ephemeral: [UInt8], wrapped: [UInt8])]
  private let header: [UInt8]
  private let code: [UInt8]
  private let payload: [UInt8]

  private static let chunk = 64 << 10
  private static let action = "decrypt with age"

  /// Reads the file, in armor or not.
  init(_ bytes: [UInt8]) throws(GitOpsError) {
    var lines = Lines(try Self.withoutArmor(bytes))
    guard lines.next() == "age-encryption.org/v1" else {
      throw GitOpsError(Self.action, "it is not a file of age version 1")
    }
    var shares: [(ephemeral: [UInt8], wrapped: [UInt8])] = []
    while let line = lines.next() {
      if line.hasPrefix("---") {
        guard let code = Base64.decode(line.dropFirst(3)), code.count == 32 else { break }
        header = Array(lines.bytes[..<(lines.start + 3)])
        self.code = code
        self.shares = shares
        payload = Array(lines.bytes[lines.place...])
        return
      }
      let words = line.split(separator: " ")
      guard words.first == "->" else { break }
      let body = lines.body()
      guard words.count == 3, words[1] == "X25519" else { continue }
      guard let ephemeral = Base64.decode(words[2]), ephemeral.count == 32, body.count == 32 else {
        break
      }
      shares.append((ephemeral, body))
    }
    throw GitOpsError(Self.action, "its header is damaged")
  }

  /// Opens the file with the first identity that can.
  func open(with identities: [AgeIdentity]) throws(GitOpsError) -> Secret<[UInt8]> {
    guard !shares.isEmpty else {
      throw GitOpsError(Self.action, "it has no recipient of the kind X25519")
    }
    for identity in identities {
      for share in shares {
        guard let key = try? Self.unwrap(share.ephemeral, share.wrapped, identity.key) else {
          continue
        }
        return try open(key)
      }
    }
    throw GitOpsError(Self.action, "none of the \(identities.count) identities opens it")
  }

  private static func unwrap(
    _ ephemeral: [UInt8], _ wrapped: [UInt8], _ identity: AgreementKey
  ) throws(PKIError) -> Secret<[UInt8]> {
    let key = Digest.sha256.derive(
      from: try identity.secret(with: ephemeral), salt: ephemeral + identity.publicKey,
      for: "age-encryption.org/v1/X25519", count: 32)
    return Secret(
      try SealedBox.chaCha20Poly1305.open(
        Array(wrapped.dropLast(16)), tag: Array(wrapped.suffix(16)),
        nonce: [UInt8](repeating: 0, count: 12), key: key))
  }

  private func open(_ fileKey: Secret<[UInt8]>) throws(GitOpsError) -> Secret<[UInt8]> {
    let headerKey = Digest.sha256.derive(from: fileKey, salt: [], for: "header", count: 32)
    guard Digest.sha256.hmac(header, key: headerKey.reveal()) == code, payload.count >= 16 else {
      throw GitOpsError(Self.action, "its header was changed")
    }
    let key = Digest.sha256.derive(
      from: fileKey, salt: Array(payload.prefix(16)), for: "payload", count: 32)
    do throws(PKIError) {
      return try openChunks(payload.dropFirst(16), key)
    } catch {
      throw GitOpsError(Self.action, "\(error.cause)")
    }
  }

  /// Each chunk is sealed by its number, and the last by a mark of its own, so that none can be left out.
  private func openChunks(
    _ sealed: ArraySlice<UInt8>, _ key: Secret<[UInt8]>
  ) throws(PKIError) -> Secret<[UInt8]> {
    var plain: [UInt8] = []
    var rest = sealed
    var number: UInt64 = 0
    repeat {
      let chunk = rest.prefix(Self.chunk + SealedBox.tagCount)
      rest = rest.dropFirst(chunk.count)
      let counter = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
      plain += try SealedBox.chaCha20Poly1305.open(
        Array(chunk.dropLast(16)), tag: Array(chunk.suffix(16)),
        nonce: [0, 0, 0] + counter + [rest.isEmpty ? 1 : 0], key: key)
      number += 1
    } while !rest.isEmpty
    return Secret(plain)
  }

  private static func withoutArmor(_ bytes: [UInt8]) throws(GitOpsError) -> [UInt8] {
    let first = bytes.drop { " \t\r\n".utf8.contains($0) }
    guard first.starts(with: "-----BEGIN".utf8) else { return bytes }
    let lines = String(decoding: first, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
    guard lines.first == "-----BEGINAGEENCRYPTEDFILE-----",
      lines.last == "-----ENDAGEENCRYPTEDFILE-----",
      let bytes = Base64.decode(lines.dropFirst().dropLast().joined())
    else { throw GitOpsError(action, "its armor is damaged") }
    return bytes
  }
}

/// The lines of a header, one after another, with what lies behind it.
private struct Lines {
  let bytes: [UInt8]
  private(set) var place = 0
  /// Where the last line began.
  private(set) var start = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> String? {
    guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    start = place
    place = end + 1
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The body of a stanza: it ends with the first line that is not full.
  mutating func body() -> [UInt8] {
    var text = ""
    while let line = next() {
      text += line
      if line.utf8.count < 64 { break }
    }
    return Base64.decode(text) ?? []
  }
}
