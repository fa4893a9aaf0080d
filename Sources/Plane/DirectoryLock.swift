// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Says that a data directory is in use. The kernel gives it up with the process, however that ends.
final class DirectoryLock: Sendable {
  private let descriptor: Int32

  init(_ directory: DataDirectory) throws(PlaneError) {
    let path = directory.lockFile
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PlaneError("open \(path)", code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = Self.readHolder(descriptor)
      close(descriptor)
      guard code == EWOULDBLOCK else { throw PlaneError("lock \(path)", code: code) }
      throw PlaneError(
        "lock \(path)",
        "\(holder.map { "process \($0)" } ?? "another process") uses \(directory.path)",
        hint: "end that process, or give another folder with --data-dir")
    }
    self.descriptor = descriptor
    writeHolder()
  }

  deinit {
    // Said aloud: a child that is just being started holds the descriptor too, for a moment.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// For people: what counts is the lock.
  private func writeHolder() {
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    _ = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  private static func readHolder(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
    }
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    return text.split(separator: "\n").first.flatMap { Int($0) }
  }
}
