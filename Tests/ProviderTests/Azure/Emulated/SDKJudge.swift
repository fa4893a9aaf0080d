// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit

/// Microsoft's Python SDK as judge of the bodies of requests.
enum SDKJudge {
  private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../../../..").standardizedFileURL

  /// What is wrong with each request, as `type: kind path`, each once; nothing where all are right.
  static func faults(of requests: [Value]) async throws -> [String] {
    let value = ProcessInfo.processInfo.environment["CAPCTL_AZURE_PYTHON"]
    guard let python = value, !python.isEmpty else {
      throw TestFailure(
        "run Microsoft's SDK for Azure", "CAPCTL_AZURE_PYTHON is not set",
        hint: "run the tests with hack/test, or set what hack/azure-sdk --print writes")
    }
    var command = Command(
      python, root.appending(path: "hack/azure-sdk.d/judge.py").path,
      root.appending(path: "docs/azure.md").path)
    command.input = .bytes(Array(requests.map { JSON.text($0) + "\n" }.joined().utf8))
    command.deadline = .seconds(300)
    let lines = try await command.run().text.split(separator: "\n")
    guard lines.count == requests.count else {
      throw TestFailure("judge \(requests.count) requests", "there are \(lines.count) verdicts")
    }
    var faults: Set<String> = []
    for (line, request) in zip(lines, requests) {
      for problem in try JSON.parse(String(line))["problems"]?.list ?? [] {
        let words = [problem["kind"], problem["path"], problem["message"]].map { $0?.string ?? "" }
        faults.insert("\(request["type"]?.string ?? ""): \(words.joined(separator: " "))")
      }
    }
    return faults.sorted()
  }
}
