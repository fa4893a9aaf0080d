// SPDX-License-Identifier: Apache-2.0

import HTTP

extension RemoteClient {
  /// What the objects of a collection are called, and nothing else of them: a tenth of the time that it takes
  /// to read them.
  package func names(_ collection: Address) async throws(StatusError) -> [String] {
    let request = request("GET", collection.encodedPath)
    let plan = Plan(action: "list \(collection)", priority: .read, mayBeRepeated: true)
    let response = try await perform(request, plan)
    let bytes = try await read(response, plan)
    guard response.isSuccess else {
      throw AnswerReader(status: response.status, headers: response.headers).failure(bytes)
    }
    var scan = NameScan()
    return scan.names(in: bytes.span)
  }
}

/// Finds `items[*].metadata.name` in a list as JSON, without reading what else is there. Pure.
struct NameScan {
  private var at = 0
  private var depth = 0
  private var isInItems = false
  private var isInMetadata = false
  /// Where the last key was that counts.
  private var key = 0..<0
  private var names: [String] = []

  mutating func names(in text: Span<UInt8>) -> [String] {
    while at < text.count {
      let byte = text[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""): string(in: text)
      case UInt8(ascii: "{"), UInt8(ascii: "["): open(in: text)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): close()
      default: break
      }
    }
    return names
  }

  private mutating func open(in text: Span<UInt8>) {
    depth += 1
    if depth == 2 { isInItems = isKey("items", in: text) }
    if depth == 4 { isInMetadata = isInItems && isKey("metadata", in: text) }
  }

  private mutating func close() {
    depth -= 1
    if depth < 4 { isInMetadata = false }
  }

  /// Steps over a string whose first quote has been read.
  private mutating func string(in text: Span<UInt8>) {
    let start = at
    while at < text.count, text[at] != UInt8(ascii: "\"") {
      at += text[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    let end = min(at, text.count)
    at += 1
    guard depth == 1 || depth == 3 || isInMetadata && depth == 4 else { return }
    if isFollowedByColon(in: text) {
      key = start..<end
    } else if isInMetadata, depth == 4, isKey("name", in: text) {
      names.append(String(decoding: (start..<end).map { text[$0] }, as: UTF8.self))
    }
  }

  private func isFollowedByColon(in text: Span<UInt8>) -> Bool {
    var place = at
    while place < text.count, text[place] <= 0x20 { place += 1 }
    return place < text.count && text[place] == UInt8(ascii: ":")
  }

  private func isKey(_ word: StaticString, in text: Span<UInt8>) -> Bool {
    guard key.count == word.utf8CodeUnitCount else { return false }
    return key.enumerated().allSatisfy { index, place in
      unsafe word.utf8Start[index] == text[place]
    }
  }
}
