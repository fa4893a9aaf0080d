// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Runs `body`, which may block, on a thread of its own. Says whether the thread could be made.
func runOnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
  var thread = pthread_t()
  let code = unsafe pthread_create(
    &thread, nil,
    { argument in
      if let argument = unsafe argument {
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
      }
      return nil
    }, work)
  guard code == 0 else {
    unsafe Unmanaged<Work>.fromOpaque(work).release()
    return false
  }
  pthread_detach(thread)
  return true
}

private final class Work: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}
