// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

/// One open file descriptor, closed when its owner lets go of it.
struct Descriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  borrowing func makeNonBlocking() {
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
  }

  /// Up to 64 KiB that are ready; empty at the end of the stream.
  borrowing func read() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = unsafe max(0, Glibc.read(number, buffer.baseAddress, buffer.count))
    }
  }

  /// How many bytes of `bytes` were taken, or nil when the reader has gone.
  borrowing func write(_ bytes: ArraySlice<UInt8>) -> Int? {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(number, $0.baseAddress, $0.count)
    }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }
}

/// Both ends of a pipe; no program that is started inherits them.
struct Pipe: ~Copyable {
  let reading: Descriptor
  let writing: Descriptor

  init() throws(Errno) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { throw Errno.last }
    reading = Descriptor(ends[0])
    writing = Descriptor(ends[1])
  }
}

/// An error number of the system.
struct Errno: Error {
  let number: Int32

  static var last: Errno { Errno(number: errno) }

  /// What the number means, in lower case: `permission denied`.
  var text: String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self).lowercased()
  }
}
