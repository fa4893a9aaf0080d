// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// For programs that serve until they are told to end: the first SIGTERM or SIGINT is told to whoever
/// waits, the second ends the process at once.
package struct Interruption: Sendable {
  private let reading: Int32

  /// From now on signals are told. Once a process.
  package init() throws(ConsoleError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw ConsoleError(code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reading = ends[0]
    writing.store(ends[1], ordering: .sequentiallyConsistent)
    _ = hasCome.load(ordering: .relaxed)
    // What is ignored already was meant for others.
    for number in [SIGTERM, SIGINT] where !isIgnored(number) { signal(number, tell) }
  }

  /// Returns the number of the first signal.
  package func wait() async -> Int32 {
    let reading = reading
    // A queue of its own, because it blocks.
    return await withCheckedContinuation { continuation in
      DispatchQueue(label: "dev.capctl.signals").async {
        var number: UInt8 = 0
        while unsafe read(reading, &number, 1) < 0, errno == EINTR {}
        continuation.resume(returning: Int32(number))
      }
    }
  }
}

private let writing = Atomic<Int32>(-1)
private let hasCome = Atomic(false)

/// In a signal handler little is allowed; this much is.
private func tell(_ signal: Int32) {
  if hasCome.exchange(true, ordering: .sequentiallyConsistent) { _exit(128 + signal) }
  var number = UInt8(signal)
  _ = unsafe write(writing.load(ordering: .sequentiallyConsistent), &number, 1)
}
