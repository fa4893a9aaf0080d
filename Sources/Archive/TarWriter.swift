// SPDX-License-Identifier: Apache-2.0

/// Writes a tar archive piece by piece: each call returns the bytes that come next.
///
/// The same entries give the same bytes: no times, no owners. `Tar.pack` puts them in order, too.
package struct TarWriter {
  private var rules = PathRules()
  private var missing = 0
  private var padding = 0

  package init() {}

  /// Begins an entry; what it holds comes with `add`, all of its size, before the next entry.
  package mutating func begin(_ entry: TarEntry) throws(ArchiveError) -> [UInt8] {
    let action = "write archive entry \(entry.path)"
    guard missing == 0 else { throw ArchiveError(action, "the one before lacks \(missing) bytes") }
    guard let entry = try rules.admit(entry, action) else { return [] }
    let start = [UInt8](repeating: 0, count: padding)
    missing = entry.size
    padding = TarHeader.padding(after: entry.size)
    return start + TarHeader.bytes(for: entry)
  }

  /// Some of what the entry holds.
  package mutating func add(_ bytes: [UInt8]) throws(ArchiveError) -> [UInt8] {
    missing -= bytes.count
    guard missing >= 0 else {
      throw ArchiveError("write archive", "an entry holds more bytes than it announced")
    }
    return bytes
  }

  /// The end of the archive.
  package mutating func finish() throws(ArchiveError) -> [UInt8] {
    guard missing == 0 else {
      throw ArchiveError("write archive", "its last entry lacks \(missing) bytes")
    }
    return [UInt8](repeating: 0, count: padding + 2 * TarHeader.size)
  }
}
