// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// How long `capctl version` takes, against a program in C that is linked to the same libraries and
/// says as much.
enum StartBench {
  private static let runs = 400

  static func claims() throws -> [Claim] {
    let ours = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "capctl").path()
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let theirs = try buildHello(in: folder, with: libraries(of: ours))
    var times: (ours: [Double], theirs: [Double]) = ([], [])
    for _ in 0..<runs {
      times.ours.append(try time(ours, "version"))
      times.theirs.append(try time(theirs))
    }
    let medians = (times.ours.sorted()[runs / 2], times.theirs.sorted()[runs / 2])
    let bests = (times.ours.min() ?? 0, times.theirs.min() ?? 0)
    return [
      claim("capctl version, best", bests), claim("capctl version, median", medians),
    ]
  }

  private static func claim(_ name: String, _ times: (ours: Double, theirs: Double)) -> Claim {
    let words = { (seconds: Double) in "\((seconds * 10_000).rounded() / 10) ms" }
    return Claim(
      name: name, ours: words(times.ours), theirs: words(times.theirs),
      ratio: times.ours / times.theirs, goal: 2)
  }

  /// The shared libraries that a program names.
  private static func libraries(of program: String) throws -> [String] {
    let text = try read("readelf", "-d", program)
    return text.split(separator: "\n").compactMap { line in
      guard line.contains("(NEEDED)") else { return nil }
      return line.split { "[]".contains($0) }.last.map(String.init)
    }
  }

  private static func buildHello(in folder: URL, with libraries: [String]) throws -> String {
    let source = folder.appending(path: "hello.c")
    let program = folder.appending(path: "hello").path()
    try Data("#include <stdio.h>\nint main(void) { return puts(\"capctl\") < 0; }\n".utf8)
      .write(to: source)
    _ = try read(
      "cc",
      ["-O2", "-o", program, source.path(), "-Wl,--no-as-needed"] + libraries.map { "-l:\($0)" })
    return program
  }

  private static func read(_ program: String, _ arguments: String...) throws -> String {
    try read(program, arguments)
  }

  private static func read(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/\(program)")
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchError(cause: "\(program) failed") }
    return String(decoding: text, as: UTF8.self)
  }

  /// Seconds from the start of a program to its end, its output thrown away.
  private static func time(_ path: String, _ arguments: String...) throws -> Double {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    var status: Int32 = 0
    let duration = try ContinuousClock().measure {
      guard posix_spawn(&process, path, &actions, nil, &words, environ) == 0,
        waitpid(process, &status, 0) == process, status == 0
      else { throw BenchError(cause: "\(path) did not run") }
    }
    return duration / .seconds(1)
  }
}
