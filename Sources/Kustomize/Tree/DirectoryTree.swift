// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A directory of this machine.
///
/// Symbolic links are followed as far as they stay inside; where one leads out, it is refused.
package struct DirectoryTree: FileTree {
  /// Where the directory really is.
  private let root: String
  private let limit: Int

  /// The directory at a path. No file larger than `limit` bytes is read.
  package init(_ path: String, limit: Int = 64 << 20) throws(KustomizeError) {
    guard let root = Self.real(path) else {
      throw KustomizeError("open \(path)", Self.lastError)
    }
    self.root = root == "/" ? "" : root
    self.limit = limit
  }

  package func entry(at path: String) throws(KustomizeError) -> TreeEntry? {
    guard let place = Self.real(full(path)) else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw KustomizeError("read \(TreePath.shown(path))", Self.lastError)
    }
    guard place == root || place.hasPrefix(root + "/") else {
      throw KustomizeError("read \(path)", "it is a symbolic link out of the directory")
    }
    var facts = stat()
    guard unsafe stat(place, &facts) == 0 else { return nil }
    let kind: TreeEntry.Kind =
      switch facts.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      default: .other
      }
    return TreeEntry(kind, at: String(place.dropFirst(root.count + 1)))
  }

  package func file(at path: String) throws(KustomizeError) -> TreeFile {
    // The path has no links: what it names may only have become one since.
    let descriptor = unsafe open(full(path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw KustomizeError("read \(path)", Self.lastError) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var facts = stat()
    if unsafe fstat(descriptor, &facts) == 0 { bytes.reserveCapacity(Int(facts.st_size)) }
    while true {
      let count = unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { part in
        let count = unsafe Glibc.read(descriptor, part.baseAddress, part.count)
        unsafe bytes.append(contentsOf: part[..<max(0, count)])
        return count
      }
      if count == 0 { return TreeFile(bytes) }
      guard count > 0 else { throw KustomizeError("read \(path)", Self.lastError) }
      guard bytes.count <= limit else {
        throw KustomizeError("read \(path)", "it is larger than \(limit) bytes")
      }
    }
  }

  package func names(at path: String) throws(KustomizeError) -> [String] {
    guard let directory = unsafe opendir(full(path)) else {
      throw KustomizeError("list \(TreePath.shown(path))", Self.lastError)
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private func full(_ path: String) -> String { path.isEmpty ? root + "/" : "\(root)/\(path)" }

  private static func real(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  private static var lastError: String { unsafe String(cString: strerror(errno)).lowercased() }
}
