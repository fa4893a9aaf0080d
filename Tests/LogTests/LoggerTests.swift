// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import Synchronization
import TestKit
import Testing

struct LoggerTests {
  @Test func `a logger writes what it carries with every line`() {
    let sink = RecordingSink()
    let log = Logger(to: sink).with("cluster", "c1").with("attempt", 3)
    log.info("made a machine", ["machine": "m-0", "ready": true])
    log.warning("slow")
    #expect(
      sink.lines == [
        "info    made a machine cluster=c1 attempt=3 machine=m-0 ready=true",
        "warning slow cluster=c1 attempt=3",
      ])
  }

  @Test(arguments: Level.allCases, Level.allCases)
  func `a line below the level is not written, and nothing is computed for it`(
    threshold: Level, level: Level
  ) {
    let sink = RecordingSink()
    let computed = Mutex(0)
    func value() -> Int {
      computed.withLock {
        $0 += 1; return $0
      }
    }
    Logger(threshold, to: sink).log(level, "n=\(value())", ["n": value()])
    let isWritten = level >= threshold
    #expect(sink.records.count == (isWritten ? 1 : 0))
    #expect(computed.withLock { $0 } == (isWritten ? 2 : 0))
  }

  @Test func `each level has its method`() {
    let sink = RecordingSink()
    let log = Logger(.debug, to: sink)
    log.debug("d")
    log.info("i")
    log.warning("w")
    log.error("e")
    #expect(sink.records.map(\.level) == Level.allCases)
  }

  @Test func `secrets show as stars wherever they stand`() {
    let sink = RecordingSink()
    let token = Secret("s3cret")
    let log = Logger(to: sink).with("token", token)
    log.info("took \(token)", ["list": [token], "map": ["a": token], "id": 1])
    #expect(
      sink.lines == [#"info    took *** token=*** list=[***] map="[\"a\": ***]" id=1"#])
    let json = String(decoding: Format.json.line(sink.records[0]), as: UTF8.self)
    #expect(!json.contains("s3cret"))
  }

  @Test(
    arguments: [
      (nil, nil, [:], Level.info),
      (nil, nil, ["CAPCTL_LOG": "error"], .error),
      ("debug", nil, ["CAPCTL_LOG": "error"], .debug),
      ("WARNING", "json", [:], .warning),
    ] as [(String?, String?, [String: String], Level)])
  func `a flag wins over the environment`(
    flag: String?, format: String?, environment: [String: String], level: Level
  ) throws {
    let log = try Logger.standard(level: flag, format: format, environment: environment)
    #expect(log.level == level)
  }

  @Test(arguments: [
    (
      ["CAPCTL_LOG": "loud"],
      "cannot log with level loud: it is not one of debug, info, warning, error"
    ),
    (
      ["CAPCTL_LOG_FORMAT": "xml"],
      "cannot log with format xml: it is not one of text, json"
    ),
  ])
  func `a level or a format that there is not is refused`(
    environment: [String: String], text: String
  ) {
    let error = #expect(throws: LogError.self) { try Logger.standard(environment: environment) }
    #expect(error?.description == text)
  }

  @Test func `lines from many threads stay whole`() async throws {
    let pipe = Pipe()
    let log = Logger(to: DescriptorSink(descriptor: pipe.fileHandleForWriting.fileDescriptor))
    let text = String(repeating: "x", count: 10_000)
    async let written: Void = withTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask { for _ in 0..<4 { log.info(text, ["n": number]) } }
      }
      await group.waitForAll()
      try? pipe.fileHandleForWriting.close()
    }
    let reading = Task.detached { try pipe.fileHandleForReading.readToEnd() ?? Data() }
    let lines = String(decoding: try await reading.value, as: UTF8.self).split(separator: "\n")
    await written
    #expect(lines.count == 200)
    #expect(lines.allSatisfy { $0.dropFirst(33).hasPrefix(text + " n=") })
  }
}
