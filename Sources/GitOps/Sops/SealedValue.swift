// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import PKI

/// One value that SOPS sealed: `ENC[AES256_GCM,data:…,iv:…,tag:…,type:str]`.
struct SealedValue {
  private let data: [UInt8]
  private let nonce: [UInt8]
  private let tag: [UInt8]
  private let type: String

  static func isOne(_ text: some StringProtocol) -> Bool {
    text.hasPrefix("ENC[AES256_GCM,") && text.hasSuffix("]")
  }

  /// Nil where the text is none.
  init?(_ text: String) {
    guard Self.isOne(text) else { return nil }
    var parts: [Substring: Substring] = [:]
    for part in text.dropFirst(4).dropLast().split(separator: ",").dropFirst() {
      guard let colon = part.firstIndex(of: ":") else { return nil }
      parts[part[..<colon]] = part[part.index(after: colon)...]
    }
    guard let data = parts["data"].flatMap(Base64.decode),
      let nonce = parts["iv"].flatMap(Base64.decode),
      let tag = parts["tag"].flatMap(Base64.decode), let type = parts["type"]
    else { return nil }
    self.data = data
    self.nonce = nonce
    self.tag = tag
    self.type = String(type)
  }

  /// The bytes, as SOPS counts them into its code. `place` is part of what was sealed.
  func open(_ key: Secret<[UInt8]>, at place: String) throws(PKIError) -> [UInt8] {
    try SealedBox.aes256GCM.open(
      data, tag: tag, nonce: nonce, also: Array(place.utf8), key: key)
  }

  /// What opened bytes stand for.
  func value(_ bytes: [UInt8]) -> Value? {
    let text = String(validating: bytes, as: UTF8.self)
    switch type {
    case "int": return text.flatMap { Int64($0) }.map { .int($0) }
    case "float": return text.flatMap { Double($0) }.map { .double($0) }
    case "bool": return text.map { .bool($0.lowercased() == "true") }
    case "str", "bytes", "comment", "time": return text.map { .string($0) }
    default: return Optional.none
    }
  }
}
