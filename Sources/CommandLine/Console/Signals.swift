// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// How a program that talks to people meets signals: a closed pipe is an error of the call that
/// writes to it, and an interrupt ends the program with `ExitCode.interrupted`.
package func prepareSignals() {
  signal(SIGPIPE, SIG_IGN)
  // A limit on the size of files is an error of the call that writes past it.
  signal(SIGXFSZ, SIG_IGN)
  guard !isIgnored(SIGINT) else { return }
  _ = holders.load(ordering: .relaxed)
  signal(SIGINT) { _ in
    let before = holders.bitwiseOr(asked, ordering: .sequentiallyConsistent).oldValue
    // Whoever asks twice means it.
    if before & ~asked == 0 || before & asked != 0 { _exit(ExitCode.interrupted.rawValue) }
  }
}

/// Runs `body`, which is short, to its end: an interrupt that comes meanwhile ends the program then.
package func uninterrupted<Result, Problem: Error>(
  _ body: () throws(Problem) -> Result
) throws(Problem) -> Result {
  holders.add(1, ordering: .sequentiallyConsistent)
  defer {
    let left = holders.subtract(1, ordering: .sequentiallyConsistent).newValue
    if left == asked { _exit(ExitCode.interrupted.rawValue) }
  }
  return try body()
}

/// How many pieces of work want to come to their end; and whether somebody has asked for ours.
private let holders = Atomic(0)
private var asked: Int { 1 << 30 }

/// Who starts a program in the background has it ignore interrupts that are meant for others.
func isIgnored(_ number: Int32) -> Bool {
  var current = sigaction()
  unsafe sigaction(number, nil, &current)
  let handler = unsafe unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self)
  let ignoring = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
  return handler == ignoring
}
