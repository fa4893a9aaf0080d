// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The embedded API beside a real kube-apiserver over etcd: the same client program, the same objects,
/// the same machine, one after the other.
enum APIBench {
  static func claims() throws -> [Claim] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "capctl-bench-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let client = folder.appending(path: "client").path
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "APIClient/client.c").path
    try run("cc", ["-O2", "-o", client, source, "-lssl", "-lcrypto", "-lpthread"])
    let ours = try Measured(
      EmbeddedServer(in: folder.appending(path: "ours"), client), client, folder)
    let theirs = try Measured(
      KubernetesServer(in: folder.appending(path: "theirs")), client, folder)
    return claims(ours, theirs)
  }

  private static func claims(_ ours: Measured, _ theirs: Measured) -> [Claim] {
    func rate(_ name: String, _ rate: (Measured) -> Double, goal: Double) -> Claim {
      Claim(
        name: name, ours: "\(Int(rate(ours)))/s", theirs: "\(Int(rate(theirs)))/s",
        ratio: rate(theirs) / rate(ours), goal: goal)
    }
    func size(_ name: String, _ bytes: (Measured) -> Int, goal: Double) -> Claim {
      Claim(
        name: name, ours: "\(bytes(ours) >> 20) MB", theirs: "\(bytes(theirs) >> 20) MB",
        ratio: Double(bytes(ours)) / Double(bytes(theirs)), goal: goal)
    }
    return [
      .time("start to first answer", ours: ours.start, theirs: theirs.start, goal: 0.033),
      rate("durable creates, 16 writers", \.creates, goal: 0.333),
      .time("list of 5,000", ours: ours.list, theirs: theirs.list, goal: 0.2),
      rate("gets, 16 readers", \.gets, goal: 0.333),
      .time("event to 200 watches, p99", ours: ours.fanout, theirs: theirs.fanout, goal: 1),
      size("memory, 10,000 objects", \.memory, goal: 0.125),
      size("1,000 idle watches, TLS", \.watches, goal: 1),
    ]
  }

  /// All figures of one server.
  private struct Measured {
    let start: Double
    let list: Double
    let gets: Double
    let memory: Int
    let watches: Int
    let creates: Double
    let fanout: Double

    init(_ server: some APIUnderTest, _ client: String, _ folder: URL) throws {
      defer { server.stop() }
      start = server.secondsToStart
      let client = try APIClient(client, server.kubeconfig, in: folder)
      try client.define()
      try client.ask("fill", 16, 5000)
      list = try client.ask("list", 10)["time", default: 0] / 1e6
      try client.ask("get", 16, 2, path: APIClient.one)
      gets = try client.ask("get", 16, 5, path: APIClient.one)["rate", default: 0]
      try client.ask("fill", 16, 5000)
      memory = try server.memory()
      watches = try client.holding(1000) { try server.memory() } - memory
      creates = try client.ask("create", 16, 6)["rate", default: 0]
      fanout = try client.ask("fanout", 200, 100, path: APIClient.others)["p99", default: 0] / 1e6
    }
  }
}

/// A server that is running.
protocol APIUnderTest {
  var kubeconfig: String { get }
  /// From the start of its programs to its first answer.
  var secondsToStart: Double { get }
  /// What its programs have in memory.
  func memory() throws -> Int
  func stop()
}

/// Runs a program to its end, and returns what it printed.
@discardableResult
func run(_ program: String, _ arguments: [String]) throws -> String {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  process.standardOutput = pipe
  try process.run()
  let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw BenchError(cause: "\(program) failed") }
  return String(decoding: text, as: UTF8.self)
}
