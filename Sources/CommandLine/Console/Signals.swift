// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How a program that talks to people meets signals: a closed pipe is an error of the call that
/// writes to it, and an interrupt ends the program with `ExitCode.interrupted`.
package func prepareSignals() {
  signal(SIGPIPE, SIG_IGN)
  // A limit on the size of files is an error of the call that writes past it.
  signal(SIGXFSZ, SIG_IGN)
  guard !isIgnored(SIGINT) else { return }
  signal(SIGINT) { _ in _exit(ExitCode.interrupted.rawValue) }
}

/// Who starts a program in the background has it ignore interrupts that are meant for others.
func isIgnored(_ number: Int32) -> Bool {
  var current = sigaction()
  unsafe sigaction(number, nil, &current)
  let handler = unsafe unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self)
  let ignoring = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
  return handler == ignoring
}
