// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

extension Environment {
  /// The variables as `NAME=value`, or nil for our own, unchanged.
  var entries: [String]? {
    switch self {
    case .inherited: nil
    case .exactly(let variables): variables.map { "\($0.key)=\($0.value)" }
    case .extended(let changes):
      Self.own.filter { changes[$0.key] == nil }.map { "\($0.key)=\($0.value)" }
        + changes.compactMap { name, value in value.map { "\(name)=\($0)" } }
    }
  }

  var path: String? {
    switch self {
    case .inherited: Self.own["PATH"]
    case .exactly(let variables): variables["PATH"] ?? Self.own["PATH"]
    case .extended(let changes): (changes["PATH"] ?? nil) ?? Self.own["PATH"]
    }
  }

  private static var own: [String: String] {
    var variables: [String: String] = [:]
    guard var next = unsafe spawn_environment() else { return [:] }
    while let entry = unsafe next.pointee {
      let parts = unsafe String(cString: entry).split(separator: "=", maxSplits: 1)
      if let name = parts.first {
        variables[String(name)] = parts.count > 1 ? String(parts[1]) : ""
      }
      unsafe next += 1
    }
    return variables
  }
}

extension Command {
  /// The file to execute: `program` where that is a path, else the first of its name in `PATH`.
  func locate() throws(SpawnError) -> String {
    if program.contains("/") { return program }
    var foundUnusable = false
    for folder in (environment.path ?? "/usr/bin:/bin").split(separator: ":") where !program.isEmpty
    {
      let path = "\(folder)/\(program)"
      guard Self.kind(of: path) == S_IFREG else { continue }
      if unsafe access(path, X_OK) == 0 { return path }
      foundUnusable = true
    }
    throw foundUnusable
      ? SpawnError(.notStarted, running: program, "permission denied")
      : SpawnError(.notFound, running: program.isEmpty ? "''" : program, "not found in PATH")
  }

  /// Refuses what the system would take for something else, or not explain.
  func check() throws(SpawnError) {
    let words = [program] + arguments + (environment.entries ?? []) + [directory ?? ""]
    if words.contains(where: { $0.utf8.contains(0) }) {
      throw SpawnError(.notStarted, running: line, "an argument or a variable holds a NUL byte")
    }
    if let directory, Self.kind(of: directory) != S_IFDIR {
      throw SpawnError(.notStarted, running: line, "no such directory: \(directory)")
    }
  }

  /// Why the file at `path` would not start.
  func notStarted(_ path: String, _ error: Errno) -> SpawnError {
    guard error.number == ENOENT, Self.kind(of: path) != nil else {
      return SpawnError(error, running: line)
    }
    return SpawnError(.notStarted, running: line, "its interpreter does not exist")
  }

  /// The type bits of the file at `path`, nil where there is none.
  private static func kind(of path: String) -> mode_t? {
    var info = stat()
    return unsafe stat(path, &info) == 0 ? info.st_mode & S_IFMT : nil
  }
}
