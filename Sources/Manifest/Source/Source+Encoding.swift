// SPDX-License-Identifier: Apache-2.0

extension Source {
  /// The text without its byte order mark, and in UTF-8 where that mark tells of UTF-16.
  func utf8() throws(ManifestError) -> [UInt8] {
    switch bytes.prefix(3) {
    case [0xEF, 0xBB, 0xBF]: return Array(bytes.dropFirst(3))
    case let start where start.starts(with: [0xFF, 0xFE]):
      return try transcoded { UInt16($0) | UInt16($1) << 8 }
    case let start where start.starts(with: [0xFE, 0xFF]):
      return try transcoded { UInt16($0) << 8 | UInt16($1) }
    default: return bytes
    }
  }

  private func transcoded(unit: (UInt8, UInt8) -> UInt16) throws(ManifestError) -> [UInt8] {
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { unit(bytes[$0], bytes[$0 + 1]) }
    guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
      throw ManifestError(
        "parse \(name)", "it starts as UTF-16, but is not valid UTF-16", hint: "save it as UTF-8")
    }
    return Array(text.utf8)
  }
}
