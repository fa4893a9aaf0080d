// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Spawn

/// A real kube-apiserver over a real etcd, one for all tests of a process.
package actor KubeAPIServer {
  package static let shared = KubeAPIServer()

  private var starting: Task<URL, any Error>?

  /// Where its kubeconfig is: an administrator's. Starts it if nobody has yet.
  package func kubeconfig() async throws -> URL {
    if let starting { return try await starting.value }
    let starting = Task { try await Self.start() }
    self.starting = starting
    return try await starting.value
  }

  /// It ends, and its folder goes, when this process ends: the kernel tells it.
  private static func start() async throws -> URL {
    guard let binaries = ProcessInfo.processInfo.environment["CAPCTL_KUBE_BIN"] else {
      throw TestFailure(
        "find kube-apiserver", "CAPCTL_KUBE_BIN is not set",
        hint: "run the tests with hack/test, or set what hack/kube-apiserver --print writes")
    }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../hack/kube-apiserver").standardized
    var command = Command(script.path, "run")
    command.environment = .extended(["CAPCTL_KUBE_BIN": binaries])
    let (results, result) = AsyncThrowingStream<URL, any Error>.makeStream()
    // Runs until the process ends: it is one for all tests, and none of them knows which is the last.
    Task {
      do {
        try await Daemon.run(command, until: .wrote("/kubeconfig"), within: .seconds(300)) {
          daemon in
          let line = daemon.lines.last { $0.hasSuffix("/kubeconfig") } ?? ""
          result.yield(URL(filePath: line))
          try await Task.sleep(for: .seconds(86_400))
        }
      } catch {
        result.finish(throwing: error)
      }
    }
    for try await kubeconfig in results { return kubeconfig }
    throw TestFailure("start kube-apiserver", "it ended without a word")
  }
}

/// Lends `body` the kubeconfig of a real kube-apiserver, which other tests use as well: what is made
/// there needs names of its own.
package func withKubeAPIServer<Result>(
  _ body: (URL) async throws -> Result
) async throws -> Result {
  try await body(await KubeAPIServer.shared.kubeconfig())
}
