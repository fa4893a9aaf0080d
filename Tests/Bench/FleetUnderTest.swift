// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTP
import Manifest

/// `capctl up` in a folder of its own, and clusters in it.
///
/// The process is started before anybody else sees it, and told to end when nobody does any more.
final class FleetUnderTest: @unchecked Sendable {
  private let folder: URL
  private let isOwn: Bool
  private let process: Process
  private let http: HTTPClient
  static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "capctl")

  /// In a folder that stays, or in one of its own.
  init(
    in place: URL? = nil, _ words: [String] = [], environment: [String: String] = [:]
  ) async throws {
    process = Process()
    http = HTTPClient()
    isOwn = place == nil
    folder =
      place
      ?? FileManager.default.temporaryDirectory.appending(
        path: "capctl-scale-\(UInt32.random(in: 0 ... .max))")
    process.executableURL = Self.program
    let variables = environment.keys.sorted().filter { !$0.hasSuffix("ENDPOINT") }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.arguments =
      ["up", "--data-dir", folder.path, "--listen", "127.0.0.1:0"] + words
      + variables.flatMap { ["--env", "\($0)=default"] }
    process.standardError = FileHandle.nullDevice
    try process.run()
    let deadline = ContinuousClock.now + .seconds(120)
    while !FileManager.default.fileExists(atPath: folder.appending(path: "kubeconfig").path) {
      guard ContinuousClock.now < deadline else { throw BenchError(cause: "capctl did not start") }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  var kubeconfig: String { folder.appending(path: "kubeconfig").path }

  func stop() {
    process.terminate()
    process.waitUntilExit()
    if isOwn { try? FileManager.default.removeItem(at: folder) }
  }

  // MARK: Clusters

  /// Makes so many clusters, named c0 and so on.
  func make(_ count: Int, keys: String) async throws {
    // Read once: the measured process shares its cores with this one.
    let objects = try Source("template", text: Self.template(keys: keys)).values().map {
      (path: Self.path(of: $0), text: String(decoding: JSON.bytes($0), as: UTF8.self))
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for place in 0..<count {
        if place >= 16 { try await group.next() }
        group.addTask {
          for (path, text) in objects {
            let own = text.replacingOccurrences(of: "SOME-CLUSTER", with: "c\(place)")
            _ = try await self.bytes("POST", path, Array(own.utf8))
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private static func path(of object: Value) -> String {
    let version = object["apiVersion"]?.string ?? ""
    let plural = (object["kind"]?.string ?? "").lowercased() + "s"
    return "/apis/\(version)/namespaces/default/\(plural)"
  }

  private static func template(keys: String) throws -> String {
    try generate(
      [
        "some-cluster", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
        "--worker-machine-count", "3",
      ], environment: ["ENCRYPTION_ALGORITHM": keys]
    ).replacing("some-cluster", with: "SOME-CLUSTER")
  }

  /// A cluster of containers, as its manifests.
  static func manifest(
    _ name: String, planes: Int, workers: Int, _ image: String, _ balancer: String
  ) throws -> String {
    let parts = balancer.split(separator: ":").map(String.init)
    return try generate(
      [
        name, "-i", "docker", "-n", "default", "--kubernetes-version", "v1.20.2",
        "--control-plane-machine-count", "\(planes)", "--worker-machine-count", "\(workers)",
      ],
      environment: [
        "NODE_IMAGE": image, "BALANCER_TAG": parts[1],
        "BALANCER_REPOSITORY": parts[0].split(separator: "/").dropLast().joined(separator: "/"),
      ])
  }

  private static func generate(_ words: [String], environment: [String: String]) throws -> String {
    let generate = Process()
    let pipe = Pipe()
    generate.executableURL = program
    generate.arguments = ["generate", "cluster"] + words
    generate.environment = environment
    generate.standardOutput = pipe
    try generate.run()
    let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
    generate.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }

  /// Waits until so many clusters are available. They are asked for one after the other, since to ask for
  /// all of them again and again would be work that is measured too.
  func wait(for count: Int) async throws {
    let deadline = ContinuousClock.now + .seconds(1800)
    for place in 0..<count {
      while try await !isAvailable("c\(place)") {
        guard ContinuousClock.now < deadline else {
          throw BenchError(cause: "cluster c\(place) is not available after 30 minutes")
        }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  private func isAvailable(_ cluster: String) async throws -> Bool {
    let path = "/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusters/\(cluster)"
    return try await get(path)["status", "conditions"]?.list?.contains {
      $0["type"] == "Available" && $0["status"] == "True"
    } ?? false
  }

  /// Scales one set of workers to 500.
  /// - Returns: Seconds until the first new Machine is there.
  func scale() async throws -> Double {
    let start = ContinuousClock.now
    let path = "/apis/cluster.x-k8s.io/v1beta2/namespaces/default"
    _ = try await send(
      "PATCH", "\(path)/machinedeployments/c0-md-0",
      Array(#"{"spec":{"replicas":500}}"#.utf8))
    let label = "cluster.x-k8s.io%2Fdeployment-name%3Dc0-md-0"
    while true {
      let list = try await get("\(path)/machines?labelSelector=\(label)")
      if list["items"]?.list?.count ?? 0 > 3 { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  // MARK: Figures

  /// The last revision of the store.
  func revision() async throws -> Int {
    let list = try await get("/api/v1/namespaces?limit=1")
    return list["metadata", "resourceVersion"]?.string.flatMap { Int($0) } ?? 0
  }

  /// Resident bytes.
  var memory: Int { Self.memory(of: process) }

  static func memory(of process: Process) -> Int {
    let text = try? String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    let number = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (number ?? 0) << 10
  }

  func processorSeconds() throws -> Double {
    let text = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
    // The name in brackets may hold spaces; user and system time are the 14th and 15th word.
    let words = text.split(separator: ")").last?.split(separator: " ") ?? []
    let ticks = words.count > 12 ? (Double(words[11]) ?? 0) + (Double(words[12]) ?? 0) : 0
    return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The program under test, not yet running.
  static func program(_ words: [String]) -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    return process
  }

  // MARK: Calls

  func post(_ object: Value, to path: String) async throws {
    _ = try await bytes("POST", path, JSON.bytes(object))
  }

  func patch(_ path: String, _ change: Value) async throws {
    _ = try await send("PATCH", path, JSON.bytes(change))
  }

  func get(_ path: String) async throws -> Value { try await send("GET", path) }

  private func send(
    _ method: String, _ path: String, _ body: [UInt8]? = nil
  ) async throws -> Value {
    try JSON.parse(try await bytes(method, path, body))
  }

  func text(_ path: String) async throws -> String {
    String(decoding: try await bytes("GET", path, nil), as: UTF8.self)
  }

  private func bytes(
    _ method: String, _ path: String, _ body: [UInt8]?
  ) async throws -> [UInt8] {
    var request = HTTPRequest(method, "http://capctl\(path)")
    request.unixSocket = folder.appending(path: "capctl.sock").path
    request.deadline = .seconds(120)
    if let body {
      let type = method == "PATCH" ? "application/merge-patch+json" : "application/json"
      request.headers.add("Content-Type", type)
      request.body = .bytes(body)
    }
    let response = try await http.send(request)
    let bytes = try await response.body.collect(upTo: 256 << 20)
    guard response.isSuccess else {
      throw BenchError(cause: "\(method) \(path): \(String(decoding: bytes, as: UTF8.self))")
    }
    return bytes
  }
}
