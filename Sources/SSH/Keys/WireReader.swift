// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Reads the fields that SSH writes everything in: numbers of four bytes, and strings with their length
/// before them. Nil where there is no such field.
struct WireReader {
  private(set) var rest: Data

  init(_ bytes: Data) {
    rest = bytes
  }

  mutating func number() -> Int? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func bytes() -> WireReader? {
    let whole = rest
    guard let count = number(), rest.count >= count else {
      rest = whole
      return nil
    }
    defer { rest = rest.dropFirst(count) }
    return WireReader(rest.prefix(count))
  }

  mutating func text() -> String? {
    bytes().flatMap { String(validating: $0.rest, as: UTF8.self) }
  }
}
