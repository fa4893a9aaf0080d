// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Takes a stream of JSON values apart, one a line, however it is cut into pieces.
struct JSONLines {
  private var rest: [UInt8] = []

  /// The values that are whole now.
  mutating func add(_ bytes: [UInt8]) throws(ManifestError) -> [Value] {
    rest += bytes
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let whole = rest[..<end]
    rest = Array(rest[(end + 1)...])
    var values: [Value] = []
    for line in whole.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line, as: UTF8.self)
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      values.append(try JSON.parse(text))
    }
    return values
  }
}
