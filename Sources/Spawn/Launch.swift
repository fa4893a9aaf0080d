// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

/// The three standard streams of a program that starts.
struct Streams {
  let input: Int32
  let output: Int32
  let error: Int32
}

extension Command {
  /// Starts the file at `path` and returns its process id, which is also that of its group; without streams of
  /// its own it has ours, and our group.
  func launch(_ path: String, with streams: Streams?) throws(Errno) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let streams {
      unsafe posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO)
      unsafe posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO)
      unsafe posix_spawn_file_actions_adddup2(&actions, streams.error, STDERR_FILENO)
    }
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let directory { unsafe posix_spawn_file_actions_addchdir_np(&actions, directory) }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    startFresh(&attributes, alone: streams != nil)

    var process: pid_t = 0
    let code = unsafe withPointers(to: [program] + arguments) { arguments in
      guard let entries = environment.entries else {
        return unsafe posix_spawn(
          &process, path, &actions, &attributes, arguments, spawn_environment())
      }
      return unsafe withPointers(to: entries) { entries in
        unsafe posix_spawn(&process, path, &actions, &attributes, arguments, entries)
      }
    }
    guard code == 0 else { throw Errno(number: code) }
    return process
  }
}

/// No blocked and no ignored signals, none of our own habits; alone it has a group of its own.
private func startFresh(_ attributes: inout posix_spawnattr_t, alone: Bool) {
  var signals = sigset_t()
  unsafe sigemptyset(&signals)
  unsafe posix_spawnattr_setsigmask(&attributes, &signals)
  unsafe sigfillset(&signals)
  unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
  unsafe posix_spawnattr_setpgroup(&attributes, 0)
  let flags =
    (alone ? POSIX_SPAWN_SETPGROUP : 0) | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
  unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
}

/// Lends `words` as C wants them: an array of pointers, ended by a null one.
private func withPointers<Result>(
  to words: [String],
  _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe body(&pointers)
}
