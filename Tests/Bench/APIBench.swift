// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The embedded API beside a real kube-apiserver over etcd, both running: the same client program asks
/// both for the same, in turns, so that whatever else the machine does falls on both.
struct APIBench {
  private let ours: EmbeddedServer
  private let theirs: KubernetesServer
  private let clients: (ours: APIClient, theirs: APIClient)
  private let program: String
  private let folder: URL

  static func claims() throws -> [Claim] {
    // Short, for a unix socket's path has little room.
    let folder = URL(filePath: "/tmp/capctl-bench-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appending(path: "client").path
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "APIClient/client.c").path
    try run("cc", ["-O2", "-o", program, source, "-lssl", "-lcrypto", "-lpthread"])
    let ours = try EmbeddedServer(in: folder.appending(path: "ours"), program)
    defer { ours.stop() }
    let theirs = try KubernetesServer(in: folder.appending(path: "theirs"))
    defer { theirs.stop() }
    let bench = try APIBench(ours, theirs, program, folder)
    return try bench.claims()
  }

  private init(
    _ ours: EmbeddedServer, _ theirs: KubernetesServer, _ program: String, _ folder: URL
  ) throws {
    self.ours = ours
    self.theirs = theirs
    self.program = program
    self.folder = folder
    clients = try (
      APIClient(program, ours.kubeconfig, in: folder),
      APIClient(program, theirs.kubeconfig, in: folder)
    )
  }

  private func claims() throws -> [Claim] {
    for client in [clients.ours, clients.theirs] {
      try client.define()
      try client.ask("fill", 16, 5000)
    }
    var claims = startClaims
    claims.append(
      try time("list of 5,000", goal: 0.2) { try $0.ask("list", 5)["time", default: 0] / 1e6 })
    claims.append(
      try rate("gets, 16 readers", goal: 0.333) {
        try $0.ask("get", 16, 3, path: APIClient.one)["rate", default: 0]
      })
    for client in [clients.ours, clients.theirs] { try client.ask("fill", 16, 5000) }
    claims.append(
      .size(
        "memory, 10,000 objects", ours: try ours.memory(), theirs: try theirs.memory(),
        goal: 0.125))
    claims.append(
      try rate("durable creates, 16 writers", goal: 0.333) {
        try $0.ask("create", 16, 4)["rate", default: 0]
      })
    claims.append(
      try time("event to 200 watches, p99", goal: 1) {
        try $0.ask("fanout", 200, 100, path: APIClient.others)["p99", default: 0] / 1e6
      })
    claims.append(try watchClaim("1,000 idle watches, unix") { $1.through($0.socket) })
    claims.append(try watchClaim("the same over TLS") { $1 })
    return claims
  }

  private var startClaims: [Claim] {
    [
      .time(
        "start, data there", ours: ours.secondsToStart, theirs: theirs.secondsToStart,
        goal: 0.033),
      .time(
        "start, nothing there", ours: ours.secondsToBegin, theirs: theirs.secondsToStart,
        goal: 0.333),
    ]
  }

  /// What idle watches add to a server that has seen nothing else, against what they may.
  private func watchClaim(
    _ name: String, _ way: (EmbeddedServer, APIClient) -> APIClient
  ) throws -> Claim {
    let place = folder.appending(path: "idle-\(UInt32.random(in: 0 ... .max))")
    let server = try EmbeddedServer(in: place, program)
    defer { server.stop() }
    let client = way(server, try APIClient(program, server.kubeconfig, in: folder))
    let before = try server.memory()
    let after = try client.holding(1000) { try server.memory() }
    return .size(name, ours: after - before, theirs: 50 << 20, goal: 1)
  }
}

// In turns.
extension APIBench {
  private static let rounds = 3

  private func time(
    _ name: String, goal: Double, _ measure: (APIClient) throws -> Double
  ) rethrows -> Claim {
    var best = (Double.infinity, Double.infinity)
    for _ in 0..<Self.rounds {
      best.0 = min(best.0, try measure(clients.ours))
      best.1 = min(best.1, try measure(clients.theirs))
    }
    return .time(name, ours: best.0, theirs: best.1, goal: goal)
  }

  private func rate(
    _ name: String, goal: Double, _ measure: (APIClient) throws -> Double
  ) rethrows -> Claim {
    var best = (0.0, 0.0)
    for _ in 0..<Self.rounds {
      best.0 = max(best.0, try measure(clients.ours))
      best.1 = max(best.1, try measure(clients.theirs))
    }
    return Claim(
      name: name, ours: "\(Int(best.0))/s", theirs: "\(Int(best.1))/s", ratio: best.1 / best.0,
      goal: goal)
  }
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
