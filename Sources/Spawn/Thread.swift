// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

/// A thread of our own, for work that blocks.
enum Thread {
  private static let stackSize = 256 << 10

  /// Runs `body` on a new thread, which takes no signals.
  static func start(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    unsafe pthread_attr_setstacksize(&attributes, stackSize)
    // The thread takes over the reference, and gives it back when it has begun.
    let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    var thread = pthread_t()
    let code = unsafe pthread_create(&thread, &attributes, begin, work)
    guard code == 0 else {
      unsafe Unmanaged<Work>.fromOpaque(work).release()
      throw Errno(number: code)
    }
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private typealias Entry = @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?

  @safe private static let begin: Entry = { work in
    // A write to a pipe that nobody reads must be an error here, not the end of the process.
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_SETMASK, &signals, nil)
    if let work = unsafe work {
      unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
    }
    return nil
  }
}
