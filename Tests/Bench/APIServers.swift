// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// `capctl up`.
struct EmbeddedServer: APIUnderTest {
  let kubeconfig: String
  let secondsToStart: Double
  private let process = Process()

  init(in folder: URL, _ client: String) throws {
    kubeconfig = folder.appending(path: "kubeconfig").path
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "capctl")
    process.executableURL = program
    process.arguments = ["up", "--data-dir", folder.path, "--listen", "127.0.0.1:0"]
    process.standardError = FileHandle.nullDevice
    let start = ContinuousClock.now
    try process.run()
    try wait(for: kubeconfig)
    let api = try APIClient(client, kubeconfig, in: folder)
    try api.ask("list", 1, path: "/readyz")
    secondsToStart = (ContinuousClock.now - start) / .seconds(1)
  }

  func memory() throws -> Int { try residentBytes(process.processIdentifier) }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}

/// kube-apiserver and the etcd beneath it.
struct KubernetesServer: APIUnderTest {
  let kubeconfig: String
  let secondsToStart: Double
  private let folder: String
  private let process = Process()

  init(in folder: URL) throws {
    self.folder = folder.path
    kubeconfig = folder.appending(path: "kubeconfig").path
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../hack/kube-apiserver").standardized
    process.executableURL = script
    process.arguments = ["run", folder.path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // Certificates are made before; the clock runs from the start of the first program.
    try wait(for: folder.appending(path: "etcd.pid").path)
    let start = ContinuousClock.now
    try wait(for: kubeconfig)
    secondsToStart = (ContinuousClock.now - start) / .seconds(1)
  }

  func memory() throws -> Int {
    try ["etcd", "kube-apiserver"].reduce(0) { sum, name in
      let text = try String(contentsOfFile: "\(folder)/\(name).pid", encoding: .utf8)
      return try sum + residentBytes(Int32(text.dropLast()) ?? 0)
    }
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
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
