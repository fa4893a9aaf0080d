// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import PKI

/// Values sealed by SOPS, as trees, being opened.
struct SopsTree {
  private let key: Secret<[UInt8]>
  private let metadata: SopsMetadata
  private var digest = [UInt8]()

  /// What SOPS counts first where it counts sealed values only, so that the two codes differ.
  private static let sealedOnly: [UInt8] = [
    0x8a, 0x3f, 0xd2, 0xad, 0x54, 0xce, 0x66, 0x52, 0x7b, 0x10, 0x34, 0xf3, 0xd1, 0x47, 0xbe,
    0x0b, 0x0b, 0x97, 0x5b, 0x3b, 0xf4, 0x4f, 0x72, 0xc6, 0xfd, 0xad, 0xec, 0x81, 0x76, 0xf2,
    0x7d, 0x69,
  ]

  init(_ metadata: SopsMetadata, _ key: Secret<[UInt8]>) {
    self.metadata = metadata
    self.key = key
    if metadata.countsSealedOnly { digest += Self.sealedOnly }
  }

  /// Opens all values below one; `path` is what SOPS seals with each.
  mutating func open(_ value: Value, at path: [String] = []) throws(GitOpsError) -> Value {
    switch value {
    case .map(let map):
      var result = Map()
      for entry in map { result[entry.key] = try open(entry.value, at: path + [entry.key]) }
      return .map(result)
    case .list(let list):
      var result: [Value] = []
      for item in list { result.append(try open(item, at: path)) }
      return .list(result)
    case .string(let text):
      guard SealedValue.isOne(text) else { break }
      return try open(text, at: path)
    default: break
    }
    if !metadata.countsSealedOnly { digest += Self.bytes(of: value) }
    return value
  }

  private mutating func open(_ text: String, at path: [String]) throws(GitOpsError) -> Value {
    let (bytes, sealed) = try openBytes(text, at: path)
    guard let value = sealed.value(bytes) else {
      throw GitOpsError(Self.action(path), "it is no text, or of a type that is not known")
    }
    return value
  }

  private static func action(_ path: [String]) -> String {
    "decrypt \(path.joined(separator: "."))"
  }

  /// Opens one value, whatever it stands for.
  mutating func openBytes(
    _ text: String, at path: [String]
  ) throws(GitOpsError) -> (bytes: [UInt8], sealed: SealedValue) {
    let action = Self.action(path)
    guard let sealed = SealedValue(text) else { throw GitOpsError(action, "it is damaged") }
    let bytes: [UInt8]
    do throws(PKIError) {
      bytes = try sealed.open(key, at: path.map { $0 + ":" }.joined())
    } catch {
      throw GitOpsError(action, "it was changed, or moved from another place")
    }
    digest += bytes
    return (bytes, sealed)
  }

  /// Throws where values were added, left out or exchanged.
  func check() throws(GitOpsError) {
    let action = "check what SOPS sealed"
    let found = Digest.sha512(digest).hexadecimal.uppercased()
    guard let bytes = try? SealedValue(metadata.code)?.open(key, at: metadata.lastModified) else {
      throw GitOpsError(action, "its code is damaged")
    }
    guard String(decoding: bytes, as: UTF8.self) == found else {
      throw GitOpsError(
        action, "values were changed since it was encrypted",
        hint: "change it with sops, which writes the code anew")
    }
  }

  /// A value that is not sealed, as SOPS counts it.
  private static func bytes(of value: Value) -> [UInt8] {
    switch value {
    case .bool(let flag): Array((flag ? "True" : "False").utf8)
    case .int(let number): Array("\(number)".utf8)
    case .double(let number): Array(plain(number).utf8)
    case .string(let text): Array(text.utf8)
    default: []
    }
  }

  /// As many digits as are needed, and no exponent.
  private static func plain(_ number: Double) -> String {
    if let whole = Int64(exactly: number) { return "\(whole)" }
    return "\(number)"
  }
}
