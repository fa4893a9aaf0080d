// SPDX-License-Identifier: Apache-2.0

import CSSH2
import Glibc

/// What makes a thread that sits in `poll` look up: an eventfd. Any thread may ring it.
final class WakeUp: Sendable {
  let descriptor: Int32

  init(for action: String) throws(SSHError) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    if descriptor < 0 { throw SSHError(action, "no wake-up descriptor: \(reason(errno))") }
  }

  deinit {
    // Where the eventfd could not be made, there is none to close.
    if descriptor >= 0 { close(descriptor) }
  }

  func ring() {
    // Fails only when the counter is full, and then the thread is due to wake already.
    _ = eventfd_write(descriptor, 1)
  }

  /// Called by the thread that was woken, before it looks for what there is to do.
  func silence() {
    var count: eventfd_t = 0
    _ = unsafe eventfd_read(descriptor, &count)
  }
}
