// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Runs `body` on a thread of its own, which takes no signals and which nobody waits for.
func startThread(_ body: @escaping @Sendable () -> Void) throws(ServingError) {
  // The thread takes over the reference, and gives it back when it has begun.
  let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
  var thread = pthread_t()
  let code = unsafe pthread_create(
    &thread, nil,
    { work in
      // Writing to a socket that nobody reads must be an error, not the end of the process.
      var signals = sigset_t()
      unsafe sigfillset(&signals)
      unsafe pthread_sigmask(SIG_SETMASK, &signals, nil)
      if let work = unsafe work {
        unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
      }
      return nil
    }, work)
  guard code == 0 else {
    unsafe Unmanaged<Work>.fromOpaque(work).release()
    throw ServingError(.system, "start the server's thread", words(for: code))
  }
  pthread_detach(thread)
}

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
