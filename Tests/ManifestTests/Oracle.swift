// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// kubectl, asked what it makes of our inputs.
enum Oracle {
  /// What `Golden` lies beside.
  static let file = #filePath

  /// The answers recorded in `Golden/<name>.json`. Where a kubectl of 1.30 or newer is installed it
  /// is asked again first, and must still answer what is recorded.
  static func answers(_ name: String, ask: () async throws -> Map) async throws -> Map {
    if try await isInstalled() {
      // One answer a line, so that a difference shows which.
      let lines = try await ask().entries.map { entry in
        "\(JSON.text(.string(entry.key))): \(JSON.text(entry.value, style: .sorted))"
      }
      let text = "{\n" + lines.sorted().joined(separator: ",\n") + "\n}\n"
      try Golden.check(text, "\(name).json")
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(name).json")
    return try JSON.parse([UInt8](Data(contentsOf: file))).map ?? Map()
  }

  /// The same, of questions asked one by one, each recorded under its own text.
  static func answers(
    _ name: String, about questions: [String],
    ask: @escaping @Sendable (String) async throws -> Value
  ) async throws -> Map {
    let answers = try await answers(name) {
      try await withThrowingTaskGroup(of: (String, Value).self) { group in
        for question in questions { group.addTask { (question, try await ask(question)) } }
        return try await group.reduce(into: Map()) { $0[$1.0] = $1.1 }
      }
    }
    #expect(Set(answers.keys) == Set(questions))
    return answers
  }

  /// A text that kubectl answered, recorded in `Golden/<name>`, and asked for again as above.
  static func text(_ name: String, ask: () async throws -> String) async throws -> String {
    if try await isInstalled() { try Golden.check(try await ask(), name) }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Golden/\(name)")
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// An object as kubectl prints it.
  static func printed(_ manifest: String, as format: String) async throws -> String {
    let output = try await kubectl(
      ["patch", "--local", "--type=json", "-p", "[]", "-f", "-", "-o", format], input: manifest)
    guard output.exitCode == 0 else { throw TestFailure("ask kubectl", output.errorText) }
    return output.text
  }

  static func kubectl(_ arguments: [String], input: String? = nil) async throws -> Output {
    var command = Command("kubectl", arguments)
    command.accepts = [0, 1]
    command.deadline = .seconds(60)
    if let input { command.input = .bytes(Array(input.utf8)) }
    return try await command.run()
  }

  /// What kubectl makes of an object and a patch: an object, or what it says against it.
  static func patched(_ base: Value, _ type: String, _ patch: Value) async throws -> Value {
    let output = try await kubectl(
      ["patch", "--local", "--type=\(type)", "-f", "-", "-o", "json", "-p", JSON.text(patch)],
      input: JSON.text(base))
    return output.exitCode == 0 ? try JSON.parse(output.bytes) : .string(output.errorText)
  }

  private static func isInstalled() async throws -> Bool {
    guard (try? Part.path("kubectl")) != nil else { return false }
    let version = try JSON.parse(
      try await kubectl(["version", "--client", "-o", "json"]).text)["clientVersion"]
    // Which one was asked for what is recorded; another may be asked again, and must agree.
    if ProcessInfo.processInfo.environment["CAPCTL_UPDATE_GOLDEN"] == "1" {
      try Golden.check("kubectl \(version?["gitVersion"]?.string ?? "")\n", "recorded-by")
    }
    let digits = version?["minor"]?.string?.prefix { $0.isNumber } ?? ""
    return version?["major"] == "1" && (Int(digits) ?? 0) >= 30
  }
}

extension JSON.Style {
  fileprivate static let sorted = {
    var style = JSON.Style.kubectl
    style.indent = nil
    return style
  }()
}

/// JSON written with single quotes, which need no escapes in Swift.
func json(_ text: String) throws -> Value {
  try JSON.parse(text.replacingOccurrences(of: "'", with: "\""))
}
