// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Programs run to their end.
enum ProcessTime {
  /// Seconds on the processor from start to end, the output thrown away.
  static func seconds(of words: [String]) throws -> Double {
    var usage = rusage()
    try run(words, into: "/dev/null", &usage)
    let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// Seconds from start to end, which whoever started it has waited, the output thrown away.
  static func elapsed(of words: [String]) throws -> Double {
    var usage = rusage()
    let duration = try ContinuousClock().measure { try run(words, into: "/dev/null", &usage) }
    return duration / .seconds(1)
  }

  static func output(of words: [String]) throws -> Data {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    var usage = rusage()
    try run(words, into: file.path(), &usage)
    return try Data(contentsOf: file)
  }

  private static func run(_ words: [String], into path: String, _ usage: inout rusage) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // kubectl warns of fields that work.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var pointers = words.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    var process: pid_t = 0
    var status: Int32 = 0
    guard posix_spawn(&process, words[0], &actions, nil, &pointers, environ) == 0,
      wait4(process, &status, 0, &usage) == process, status == 0
    else { throw BenchError(cause: "\(words[0]) did not run") }
  }
}
