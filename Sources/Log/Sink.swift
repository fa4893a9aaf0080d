// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Where records go. Called from any thread, and waited for.
package protocol Sink: Sendable {
  func take(_ record: Record)
}

/// Writes each record as one line to a descriptor, which stays its owner's to close.
package final class DescriptorSink: Sink {
  private let format: Format

  /// Held while a line is written, so that lines stay whole.
  private let descriptor: Mutex<Int32>

  package init(_ format: Format = .text, descriptor: Int32 = STDERR_FILENO) {
    self.format = format
    self.descriptor = Mutex(descriptor)
  }

  package func take(_ record: Record) {
    let line = format.line(record)
    descriptor.withLock { write(line, to: $0) }
  }
}

/// Writes all of `bytes`, or as much as can be: there is nowhere to complain about a lost line.
private func write(_ bytes: [UInt8], to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EAGAIN {
      // Somebody who shares our terminal made it non-blocking.
      var slot = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&slot, 1, -1)
    } else if errno != EINTR {
      return
    }
  }
}
