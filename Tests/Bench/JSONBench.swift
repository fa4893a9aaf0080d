// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest

/// JSON in and out against Python's json module, whose both ways are written in C.
enum JSONBench {
  private static let goal = 1.5
  private static let runs = 7

  static func claims() throws -> [Claim] {
    let list: Value = [
      "apiVersion": "v1", "kind": "List", "items": .list(Corpus.objects(bytes: 10 << 20)),
    ]
    let text = JSON.bytes(list)
    let (parse, print) = try bestInTurns(
      of: runs, { _ = try JSON.parse(text) }, { _ = JSON.bytes(list) })
    let python = try pythonTimes(of: text)
    return [
      .time("json parse 10 MB", ours: parse, theirs: python.parse, goal: goal),
      .time("json print 10 MB", ours: print, theirs: python.print, goal: goal),
    ]
  }

  private static func pythonTimes(of text: [UInt8]) throws -> (parse: Double, print: Double) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("capctl-bench-\(getpid()).json")
    try Data(text).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let script = """
      import json, sys, time
      def best(work):
          times = []
          for _ in range(\(runs)):
              start = time.process_time()
              kept = work()
              times.append(time.process_time() - start)
              del kept
          return min(times)
      text = open(sys.argv[1]).read()
      value = json.loads(text)
      print(best(lambda: json.loads(text)))
      print(best(lambda: json.dumps(value, separators=(",", ":"), ensure_ascii=False)))
      """
    let python = Process()
    let output = Pipe()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = ["python3", "-c", script, file.path]
    python.standardOutput = output
    try python.run()
    let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    python.waitUntilExit()
    let times = printed.split(separator: "\n").compactMap { Double($0) }
    guard times.count == 2 else { throw BenchError(cause: "python3 did not answer: \(printed)") }
    return (times[0], times[1])
  }
}

struct BenchError: Error, CustomStringConvertible {
  let cause: String
  var description: String { cause }
}
