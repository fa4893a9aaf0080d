// SPDX-License-Identifier: Apache-2.0

/// One entry of a tar archive, without what it holds.
package struct TarEntry: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case file(size: Int)
    case directory
    case symbolicLink(to: String)

    /// Another name of the file at that path of the archive.
    case hardLink(to: String)

    fileprivate var usualMode: Int {
      switch self {
      case .file, .hardLink: 0o644
      case .directory: 0o755
      case .symbolicLink: 0o777
      }
    }
  }

  /// Relative, without `.` and `..`, and without a slash at its end.
  package var path: String

  package var kind: Kind

  /// Permission bits.
  package var mode: Int

  package init(_ path: String, _ kind: Kind, mode: Int? = nil) {
    self.path = path
    self.kind = kind
    self.mode = mode ?? kind.usualMode
  }

  var size: Int {
    if case .file(let size) = kind { size } else { 0 }
  }
}

/// One entry and what it holds.
package struct TarFile: Sendable, Hashable {
  package let entry: TarEntry
  package internal(set) var contents: [UInt8]

  package init(_ entry: TarEntry, _ contents: [UInt8] = []) {
    self.entry = entry
    self.contents = contents
  }

  /// A regular file.
  package init(_ path: String, _ contents: [UInt8], mode: Int? = nil) {
    self.init(TarEntry(path, .file(size: contents.count), mode: mode), contents)
  }
}
