// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import TestKit

/// Plays a scenario on an API, in a namespace of its own, and writes down what it was answered.
struct Player {
  /// What one step was answered, without what no two servers have in common.
  struct Line: Sendable, Equatable {
    let step: String
    let answer: String
    /// Zero where it went well.
    let code: Int64
    /// Why the real server's answer is another one, where that is meant; its code is the same.
    let difference: String?
    let differsInCode: Bool
  }

  private let client: any KubeClient
  private let namespace: String
  /// What steps saved, under `$name.rv` and `$name.uid`.
  private var saved: [String: String] = [:]
  private var revisions: Set<String> = []

  static func play(
    _ scenario: Scenario, on client: any KubeClient, as number: Int
  ) async throws -> [Line] {
    var player = Player(client: client, namespace: "conformance-\(number)")
    try await player.make(namespace: player.namespace)
    var lines: [Line] = []
    for step in scenario.steps { lines.append(try await player.play(step)) }
    let address = Address(Self.namespaces, name: player.namespace)
    try await client.delete(address)
    return lines
  }

  private static let namespaces = Resource(group: "", version: "v1", plural: "namespaces")

  private func make(namespace: String) async throws {
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    _ = try await client.create(Object(kind, name: namespace), at: Address(Self.namespaces))
  }

  private mutating func play(_ step: Step) async throws -> Line {
    let step = try Step(filled(step.value))
    let answer: Value
    switch step.verb {
    case .watch: answer = try await watch(step)
    case .gone: answer = try await awaitGone(step)
    default: answer = try await send(step)
    }
    note(answer, as: step.name)
    let mask = Mask(namespace: namespace, revisions: revisions)
    if let expected = step.value["expect"] {
      if let problem = mask.applied(to: answer).lacks(mask.applied(to: expected)) {
        throw TestFailure("play \(step)", problem + "\n" + YAML.text(answer))
      }
    }
    return Line(
      step: "\(step)".replacing(namespace, with: "NAMESPACE"),
      answer: YAML.text(mask.applied(to: answer)), code: answer["code"]?.int ?? 0,
      difference: step.difference,
      differsInCode: step.value["codes"] != nil)
  }

  /// An answer, or the `Status` that says why there is none.
  private func send(_ step: Step) async throws -> Value {
    do throws(StatusError) {
      let address = step.address(in: namespace)
      let current = step.verb == .update ? try await client.find(address)?.value : nil
      guard let call = step.call(in: namespace, over: current) else { return .null }
      var answer = try await client.send(call)
      if step.isUnordered, let items = answer.value["items"]?.list {
        answer.value["items"] = .list(items.sorted { $0.name < $1.name })
      }
      // Warnings are newer than the real server at hand: where they matter, a step expects them.
      guard !answer.warnings.isEmpty, step.value["expect"] != nil else { return answer.value }
      var value = answer.value
      value["(warnings)"] = .list(answer.warnings.map { .string($0) })
      return value
    } catch {
      return error.value
    }
  }

  /// As many events as the step wants, or the failure that ends the watch before.
  private func watch(_ step: Step) async throws -> Value {
    let wanted = Int(step.value["events"]?.int ?? 1)
    var events: [Value] = []
    do throws(StatusError) {
      let watch = try await client.watch(step.address(in: namespace), step.watchOptions)
      var iterator = watch.makeAsyncIterator()
      while events.count < wanted, let event = try await iterator.next() {
        if case .bookmark = event, !step.watchOptions.sendsInitialEvents { continue }
        events.append(["type": .string(event.type), "object": event.object.value])
      }
    } catch {
      events.append(["type": "ERROR", "object": error.value])
    }
    return .list(
      step.isUnordered
        ? events.sorted { ($0["object"]?.name ?? "") < ($1["object"]?.name ?? "") } : events)
  }

  private func awaitGone(_ step: Step) async throws -> Value {
    let address = step.address(in: namespace)
    try await eventually("\(address) is gone") { try await client.find(address) == nil }
    return "gone"
  }

  private mutating func note(_ answer: Value, as name: String?) {
    for object in (answer["items"]?.list ?? []) + [answer] {
      if let revision = object["metadata", "resourceVersion"]?.string {
        revisions.insert(revision)
      }
    }
    guard let name else { return }
    saved["$\(name).rv"] = answer["metadata", "resourceVersion"]?.string
    saved["$\(name).uid"] = answer["metadata", "uid"]?.string
    saved["$\(name).continue"] = answer["metadata", "continue"]?.string
  }

  private func filled(_ value: Value) -> Value {
    switch value {
    case .string(let text):
      return .string(saved[text] ?? text.replacing("$namespace", with: namespace))
    case .list(let list): return .list(list.map(filled))
    case .map(let map): return .map(Map(map.entries.map { ($0.key, filled($0.value)) }))
    default: return value
    }
  }
}

extension Value {
  fileprivate var name: String { self["metadata", "name"]?.string ?? "" }

  /// What of `expected` is not in here; nil where all of it is. Lists have the same length.
  fileprivate func lacks(_ expected: Value, at path: String = "") -> String? {
    switch (self, expected) {
    case (.map, .map(let wanted)):
      return wanted.entries.lazy.compactMap { entry in
        (self[entry.key] ?? .null).lacks(entry.value, at: "\(path).\(entry.key)")
      }.first
    case (.list(let own), .list(let wanted)) where own.count == wanted.count:
      return zip(own, wanted).enumerated().lazy.compactMap { index, pair in
        pair.0.lacks(pair.1, at: "\(path)[\(index)]")
      }.first
    default:
      return self == expected
        ? nil : "expected \(path) to be \(JSON.text(expected)), not \(JSON.text(self))"
    }
  }
}
