// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What can be measured.
enum Topics {
  private static let all: [(name: String, run: @Sendable () async throws -> [Claim])] = [
    ("yaml", { try YAMLBench.claims() }),
    ("json", { try JSONBench.claims() }),
    ("start", { try StartBench.claims() }),
    ("cli", { try await CLIBench.claims() }),
    ("api", { try APIBench.claims() }),
    ("gitops", { try await GitOpsBench.claims() }),
    ("agents", { try await AgentBench.claims() }),
    ("kustomize", { try KustomizeBench.claims() }),
    ("scale", { try await ScaleBench.claims() }),
    ("azure", { try await AzureBench.claims() }),
    ("local", { try await LocalBench.claims() }),
  ]

  /// Measures what is wanted, or everything.
  /// - Returns: The exit code.
  static func run(_ wanted: [String]) async -> Int32 {
    if let unknown = wanted.first(where: { name in !all.contains { $0.name == name } }) {
      let known = all.map(\.name).joined(separator: ", ")
      complain("cannot measure \(unknown): no such topic\nhint: the topics are \(known)")
      return 2
    }
    var missed = false
    for topic in all where wanted.isEmpty || wanted.contains(topic.name) {
      do {
        for claim in try await topic.run() {
          print(claim.line)
          missed = missed || !claim.isKept
        }
      } catch {
        complain("cannot measure \(topic.name): \(error)")
        missed = true
      }
    }
    return missed ? 1 : 0
  }

  private static func complain(_ message: String) {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
  }
}
