// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit

/// A conversation with a Kubernetes-style API, written down as data: what is asked, step by step.
///
/// What is right is not written here: a real kube-apiserver says it (`Player`). Only for what is
/// newer than the real one at hand does a step say what it expects.
struct Scenario: Sendable, CustomStringConvertible {
  let name: String
  let steps: [Step]
  /// Newer than the real server at hand: each step says what it expects.
  let isNewer: Bool

  var description: String { name }

  /// Reads all scenarios of a folder of YAML files, a document each.
  static func all(in folder: URL) throws -> [Scenario] {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    var scenarios: [Scenario] = []
    for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "yaml" {
      let topic = file.deletingPathExtension().lastPathComponent
      let text = try String(contentsOf: file, encoding: .utf8)
      for document in Source(file.lastPathComponent, text: text).documents() {
        scenarios.append(try Scenario(document.get().value, topic: topic))
      }
    }
    return scenarios
  }

  private init(_ value: Value, topic: String) throws {
    name = "\(topic): \(value["name"]?.string ?? "")"
    isNewer = value["newer"]?.bool ?? false
    steps = try (value["steps"]?.list ?? []).map(Step.init)
    guard !steps.isEmpty else { throw TestFailure("read scenario \(name)", "it has no steps") }
    for step in steps where isNewer && step.value["expect"] == nil {
      throw TestFailure("read scenario \(name)", "\(step) does not say what it expects")
    }
  }
}
