// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Objects as JSON, as the file has them: what says which kind they are comes first, then the metadata,
/// without a revision. Pure.
enum ObjectText {
  /// An object's text for the file.
  static func row(_ object: Value) -> [UInt8] {
    guard let map = object.map else { return JSON.bytes(object) }
    var ordered = Map()
    for key in ["apiVersion", "kind", "metadata"] { ordered[key] = map[key] }
    for entry in map where !ordered.contains(entry.key) { ordered[entry.key] = entry.value }
    ordered["metadata"]?["resourceVersion"] = nil
    return JSON.bytes(.map(ordered))
  }

  /// The text with the revision in it; nil where the metadata is not where `row` puts it.
  static func numbered(_ row: [UInt8], _ revision: Int64) -> [UInt8]? {
    guard let place = beginningOfMetadata(row) else { return nil }
    let isLast = row[place] == UInt8(ascii: "}")
    let number = "\"resourceVersion\":\"\(revision)\"\(isLast ? "" : ",")"
    var text: [UInt8] = []
    text.reserveCapacity(row.count + number.utf8.count)
    text += row[..<place]
    text += number.utf8
    text += row[place...]
    return text
  }

  static func isWritten(_ text: [UInt8], in apiVersion: String) -> Bool {
    var rest = text[...]
    return rest.take(#"{"apiVersion":""#) && rest.take(apiVersion) && rest.take("\"")
  }

  /// The text of an object's labels, empty where it has none, found without reading the rest; nil where the
  /// metadata is not where `row` puts it.
  static func labels(_ text: [UInt8]) -> ArraySlice<UInt8>? {
    guard let place = beginningOfMetadata(text) else { return nil }
    var rest = text[place...]
    while rest.take("\"") {
      let name = rest
      guard rest.takeWord(), rest.take(":") else { return nil }
      let value = rest
      rest.dropValue()
      if name.starts(with: #"labels""#.utf8) { return value[..<rest.startIndex] }
      guard rest.take(",") else { break }
    }
    return []
  }

  /// The text without what says who set which field, which is half of it or more; nil where the metadata is
  /// not where `row` puts it.
  static func brief(_ text: [UInt8]) -> [UInt8]? {
    guard let place = beginningOfMetadata(text) else { return nil }
    var rest = text[place...]
    while rest.take("\"") {
      let name = rest
      guard rest.takeWord(), rest.take(":") else { return nil }
      rest.dropValue()
      if name.starts(with: #"managedFields""#.utf8) {
        var first = name.startIndex - 1
        // One of the two commas goes too.
        if !rest.take(","), first > place { first -= 1 }
        return Array(text[..<first]) + text[rest.startIndex...]
      }
      guard rest.take(",") else { break }
    }
    return text
  }

  private static func beginningOfMetadata(_ row: [UInt8]) -> Int? {
    var rest = row[...]
    guard rest.take(#"{"apiVersion":""#), rest.takeWord(), rest.take(#","kind":""#),
      rest.takeWord(), rest.take(#","metadata":{"#)
    else { return nil }
    return rest.startIndex
  }
}

extension ArraySlice<UInt8> {
  fileprivate mutating func take(_ text: String) -> Bool {
    let text = text.utf8
    guard count > text.count, prefix(text.count).elementsEqual(text) else { return false }
    removeFirst(text.count)
    return true
  }

  /// The rest of a word without escapes, and the quote behind it.
  fileprivate mutating func takeWord() -> Bool {
    guard let end = firstIndex(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }),
      self[end] == UInt8(ascii: "\"")
    else { return false }
    self = self[(end + 1)...]
    return true
  }

  /// What stands before the comma or bracket that ends a value, within text that this process wrote.
  fileprivate mutating func dropValue() {
    var depth = 0
    var isQuoted = false
    var place = startIndex
    while place < endIndex {
      switch self[place] {
      case UInt8(ascii: "\\") where isQuoted: place += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case _ where isQuoted: break
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}") where depth == 0, UInt8(ascii: ",") where depth == 0:
        self = self[place...]
        return
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      place += 1
    }
    self = self[endIndex...]
  }
}
