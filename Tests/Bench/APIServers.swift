// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// `capctl up`, started for the second time in its folder.
struct EmbeddedServer {
  /// It takes so short a time that one turn of somebody else on the processor doubles it.
  private static let starts = 10

  let kubeconfig: String
  let socket: String
  /// From the start of the program to its first answer, with its data there.
  let secondsToStart: Double
  /// The same of the very first start, which makes keys and writes all definitions.
  let secondsToBegin: Double
  private let process: Process

  init(in folder: URL, _ client: String) throws {
    kubeconfig = folder.appending(path: "kubeconfig").path
    socket = folder.appending(path: "capctl.sock").path
    var (process, seconds) = try Self.start(in: folder, client)
    secondsToBegin = seconds
    var best = Double.infinity
    for _ in 0..<Self.starts {
      end(process)
      (process, seconds) = try Self.start(in: folder, client)
      best = min(best, seconds)
    }
    self.process = process
    secondsToStart = best
  }

  private static func start(in folder: URL, _ client: String) throws -> (Process, Double) {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "capctl")
    process.arguments = ["up", "--data-dir", folder.path, "--listen", "127.0.0.1:0"]
    process.standardError = FileHandle.nullDevice
    let start = ContinuousClock.now
    try process.run()
    // It is written when all is ready, and taken away at the end.
    let kubeconfig = folder.appending(path: "kubeconfig").path
    try wait(for: kubeconfig)
    try APIClient(client, kubeconfig, in: folder).ask("list", 1, path: "/readyz")
    return (process, (ContinuousClock.now - start) / .seconds(1))
  }

  func memory() throws -> Int { try residentBytes(process.processIdentifier) }

  func stop() { end(process) }
}

/// kube-apiserver and the etcd beneath it.
struct KubernetesServer {
  let kubeconfig: String
  let secondsToStart: Double
  private let folder: String
  private let process: Process

  /// The best of some starts, each with certificates that are there.
  init(in folder: URL) throws {
    self.folder = folder.path
    kubeconfig = folder.appending(path: "kubeconfig").path
    var (process, best) = try Self.start(in: folder)
    for _ in 1..<3 {
      end(process)
      try FileManager.default.removeItem(at: folder)
      let (next, seconds) = try Self.start(in: folder)
      (process, best) = (next, min(best, seconds))
    }
    self.process = process
    secondsToStart = best
  }

  private static func start(in folder: URL) throws -> (Process, Double) {
    let process = Process()
    process.executableURL =
      URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../hack/kube-apiserver").standardized
    process.arguments = ["run", folder.path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // Certificates are made before; the clock runs from the start of the first program.
    try wait(for: folder.appending(path: "etcd.pid").path)
    let start = ContinuousClock.now
    try wait(for: folder.appending(path: "kubeconfig").path)
    return (process, (ContinuousClock.now - start) / .seconds(1))
  }

  func memory() throws -> Int {
    try ["etcd", "kube-apiserver"].reduce(0) { sum, name in
      let text = try String(contentsOfFile: "\(folder)/\(name).pid", encoding: .utf8)
      return try sum + residentBytes(Int32(text.dropLast()) ?? 0)
    }
  }

  func stop() { end(process) }
}

private func end(_ process: Process) {
  process.terminate()
  process.waitUntilExit()
}

private func wait(for path: String) throws {
  let deadline = ContinuousClock.now + .seconds(120)
  while access(path, F_OK) != 0 {
    guard ContinuousClock.now < deadline else { throw BenchError(cause: "\(path) never came") }
    usleep(500)
  }
}

private func residentBytes(_ process: Int32) throws -> Int {
  let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
  guard let number = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
    throw BenchError(cause: "process \(process) has no memory")
  }
  return number << 10
}
