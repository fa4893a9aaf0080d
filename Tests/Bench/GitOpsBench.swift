// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Manifest

/// A repository followed: what it costs when nothing changes, and how soon a commit is there.
enum GitOpsBench {
  private static let folders = 200
  private static let commits = 200

  static func claims() async throws -> [Claim] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "capctl-follow-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let many = try repository(folder.appending(path: "many"), parts: folders)
    let single = try repository(folder.appending(path: "single"), parts: 0)
    return try await still(folder.appending(path: "data"), many)
      + [try await quick(folder.appending(path: "other"), single)]
  }

  private static func repository(_ work: URL, parts: Int) throws -> URL {
    try git("init", "-q", "-b", "main", work.path)
    try write(into: work, parts: parts)
    try commit(work)
    return work
  }

  /// One folder of the root that is a Kustomization of its own, and what it applies.
  private static func write(into work: URL, parts: Int) throws {
    for number in 0..<parts {
      try write(
        """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: k\(number), namespace: capctl-system}
        spec:
          interval: 1h
          prune: true
          path: ./parts/k\(number)
          sourceRef: {kind: GitRepository, name: management}

        """, to: work.appending(path: "root/k\(number).yaml"))
      let objects = (0..<5).map { config("k\(number)-\($0)", "1") }.joined(separator: "---\n")
      try write(objects, to: work.appending(path: "parts/k\(number)/all.yaml"))
    }
    for number in 0..<20 {
      try write(config("c\(number)", "1"), to: work.appending(path: "root/c\(number).yaml"))
    }
    try write(config("beat", "0"), to: work.appending(path: "root/beat.yaml"))
  }

  private static func config(_ name: String, _ value: String) -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: \(name), namespace: default}
    data: {key: "\(value)"}

    """
  }

  private static func words(_ work: URL) -> [String] {
    ["--repo", work.path, "--path", "root", "--interval", "1h"]
  }

  /// A process that begins anew looks at everything once, and finds nothing to do.
  private static func still(_ data: URL, _ work: URL) async throws -> [Claim] {
    var before = 0
    do {
      let fleet = try await FleetUnderTest(in: data, words(work))
      defer { fleet.stop() }
      try await fleet.waitForKustomizations(folders + 1)
      before = try await fleet.quietRevision()
    }
    let fleet = try await FleetUnderTest(in: data, words(work))
    defer { fleet.stop() }
    let start = ContinuousClock.now
    try await fleet.waitForPasses(folders + 1)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let writes = try await fleet.quietRevision() - before
    let fetches = try await fleet.counter("capctl_git_fetches_total")
    return [
      .limit("\(folders) Kustomizations, no-op", seconds, of: 5, "s"),
      .limit("\(folders) Kustomizations, writes", Double(writes), of: 0, ""),
      .limit("\(folders) Kustomizations, fetches", Double(fetches), of: 1, ""),
    ]
  }

  /// From the end of `git commit` to the object in the API.
  private static func quick(_ data: URL, _ work: URL) async throws -> Claim {
    let fleet = try await FleetUnderTest(in: data, words(work))
    defer { fleet.stop() }
    try await fleet.waitForKustomizations(1)
    var times: [Double] = []
    for number in 1...commits {
      try write(config("beat", "\(number)"), to: work.appending(path: "root/beat.yaml"))
      try commit(work)
      let start = ContinuousClock.now
      while try await fleet.data(of: "beat") != "\(number)" {
        guard ContinuousClock.now - start < .seconds(30) else {
          throw BenchError(cause: "commit \(number) is not there after 30 seconds")
        }
        try await Task.sleep(for: .milliseconds(2))
      }
      times.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    return .limit("commit to object, p99", times.sorted()[commits * 99 / 100], of: 500, "ms")
  }

  /// A repository of one folder of ConfigMaps.
  static func platform(at work: URL, objects: Int) throws {
    try git("init", "-q", "-b", "main", work.path)
    for number in 0..<objects {
      try write(config("c\(number)", "1"), to: work.appending(path: "all/c\(number).yaml"))
    }
    try commit(work)
  }

  /// Commits another value of one ConfigMap, in a folder called as it.
  static func beat(in work: URL, _ name: String, _ number: Int) throws {
    try write(config(name, "\(number)"), to: work.appending(path: "\(name)/\(name).yaml"))
    try commit(work)
  }

  private static func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private static func commit(_ work: URL) throws {
    try git("-C", work.path, "add", "-A")
    try git("-C", work.path, "commit", "-q", "-m", "Change")
  }

  private static func git(_ words: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/git")
    process.arguments = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"] + words
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchError(cause: "git \(words.joined(separator: " ")) failed")
    }
  }
}

extension FleetUnderTest {
  /// Waits until so many Kustomizations are ready.
  fileprivate func waitForKustomizations(_ count: Int) async throws {
    try await wait("\(count) Kustomizations are ready") {
      let list = try await get("/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations")
      let ready = (list["items"]?.list ?? []).count { item in
        (item["status", "conditions"]?.list ?? []).contains {
          $0["type"] == "Ready" && $0["status"] == "True"
        }
      }
      return ready == count
    }
  }

  /// Waits until there were so many passes that found nothing amiss.
  fileprivate func waitForPasses(_ count: Int) async throws {
    let name = #"capctl_reconcile_total{controller="kustomization",result="again"}"#
    try await wait("\(count) passes are over") { try await counter(name) >= count }
  }

  func wait(_ what: String, _ holds: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(300)
    while try await !holds() {
      guard ContinuousClock.now < deadline else {
        throw BenchError(cause: "\(what): not so after 5 minutes")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// What a counter of `/metrics` says; nothing is zero.
  fileprivate func counter(_ name: String) async throws -> Int {
    let line = try await text("/metrics").split(separator: "\n").first { $0.hasPrefix(name + " ") }
    return line?.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) } ?? 0
  }

  /// The last revision, once nothing was written for two seconds.
  fileprivate func quietRevision() async throws -> Int {
    while true {
      let before = try await revision()
      try await Task.sleep(for: .seconds(2))
      if try await revision() == before { return before }
    }
  }

  fileprivate func data(of name: String) async throws -> String? {
    try await get("/api/v1/namespaces/default/configmaps/\(name)")["data", "key"]?.string
  }
}
