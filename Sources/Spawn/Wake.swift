// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

/// Tells a thread that waits in `poll` to stop. Shared by that thread and by whoever may cancel it;
/// the last to let go closes the descriptor.
final class Wake: Sendable {
  let number: Int32

  init() throws(Errno) {
    number = eventfd(0, Int32(EFD_CLOEXEC))
    guard number >= 0 else { throw Errno.last }
  }

  deinit { close(number) }

  func ring() {
    eventfd_write(number, 1)
  }
}
