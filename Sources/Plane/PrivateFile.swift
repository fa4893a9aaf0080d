// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A small file that only its owner may read.
struct PrivateFile {
  let path: String

  init(_ path: String) { self.path = path }

  var exists: Bool { unsafe access(path, F_OK) == 0 }

  /// Puts `text` in the place of what is there: readers see the old text or the new, never a part.
  func write(_ text: String) throws(PlaneError) {
    let draft = "\(path).new"
    // A draft that a process left behind when it was killed is nobody's.
    unsafe unlink(draft)
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PlaneError("write \(path)", code: errno) }
    let isWritten = writeAll(Array(text.utf8), to: descriptor) && fsync(descriptor) == 0
    let code = errno
    close(descriptor)
    guard isWritten, unsafe rename(draft, path) == 0 else {
      let error = PlaneError("write \(path)", code: isWritten ? errno : code)
      unsafe unlink(draft)
      throw error
    }
    Self.syncFolder(of: path)
  }

  /// The text; nil where there is no such file.
  func read() throws(PlaneError) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw PlaneError("read \(path)", code: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      guard count > 0 else { throw PlaneError("read \(path)", code: errno) }
      bytes += buffer.prefix(count)
      guard bytes.count <= 1 << 20 else {
        throw PlaneError("read \(path)", "it has more than a mebibyte")
      }
    }
  }

  func remove() { unsafe unlink(path) }

  /// Makes what was renamed or removed in the file's folder outlast a loss of power.
  static func syncFolder(of path: String) {
    let folder =
      path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) : "."
    let descriptor = unsafe open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    // A file system that cannot do it has nothing to add.
    fsync(descriptor)
    close(descriptor)
  }
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0 {
      guard errno == EINTR else { return false }
    } else {
      rest = rest.dropFirst(count)
    }
  }
  return true
}
