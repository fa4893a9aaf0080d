// SPDX-License-Identifier: Apache-2.0

/// Whole archives in memory.
package enum Tar {
  /// The archive of `files`, in the order of their paths.
  package static func pack(_ files: [TarFile]) throws(ArchiveError) -> [UInt8] {
    var writer = TarWriter()
    var bytes: [UInt8] = []
    let sorted = files.sorted { $0.entry.path.utf8.lexicographicallyPrecedes($1.entry.path.utf8) }
    for (index, file) in sorted.enumerated() {
      let path = file.entry.path
      if index > 0, sorted[index - 1].entry.path == path {
        throw ArchiveError("write archive entry \(path)", "there are two of it")
      }
      bytes += try writer.begin(file.entry)
      bytes += try writer.add(file.contents)
    }
    return bytes + (try writer.finish())
  }

  /// What an archive holds, in its order. One that is compressed with gzip is decompressed.
  package static func unpack(
    _ bytes: [UInt8], within limits: Limits = Limits()
  ) throws(ArchiveError) -> [TarFile] {
    var reader = TarReader(within: limits)
    var files: [TarFile] = []
    if bytes.starts(with: [0x1f, 0x8b]) {
      // Beside its contents an entry takes a header and what fills up its last block.
      var gunzip = Gunzip(limit: limits.bytes + 2 * TarHeader.size * (limits.entries + 2))
      for start in stride(from: 0, to: bytes.count, by: 64 << 10) {
        let part = Array(bytes[start..<min(start + (64 << 10), bytes.count)])
        try take(reader.add(gunzip.add(part)), into: &files)
      }
      try gunzip.finish()
    } else {
      try take(reader.add(bytes), into: &files)
    }
    try reader.finish()
    return files
  }

  private static func take(_ events: [TarReader.Event], into files: inout [TarFile]) {
    for event in events {
      switch event {
      case .entry(let entry): files.append(TarFile(entry))
      // Nothing comes before the first entry.
      case .contents(let part): files[files.count - 1].contents += part
      }
    }
  }
}
