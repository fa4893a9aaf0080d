// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Synchronization
import TestKit

@testable import Runtime

extension Timekeeper {
  /// Goes by a clock that is turned by hand; its first day is the first of 2026.
  static func manual(_ clock: ManualClock) -> Timekeeper {
    let first = Time("2026-01-01T00:00:00Z") ?? .now()
    return Timekeeper(clock) { first + $0 }
  }
}

/// What happened, in order, to be awaited.
final class Journal<Entry: Sendable>: Sendable {
  private let entries: AsyncStream<Entry>
  private let pen: AsyncStream<Entry>.Continuation
  private let kept = Mutex<[Entry]>([])

  init() { (entries, pen) = AsyncStream.makeStream() }

  var all: [Entry] { kept.withLock(\.self) }

  func note(_ entry: Entry) {
    kept.withLock { $0.append(entry) }
    pen.yield(entry)
  }

  /// The next so many; for one reader.
  func next(_ count: Int = 1) async -> [Entry] {
    var read: [Entry] = []
    for await entry in entries {
      read.append(entry)
      if read.count == count { break }
    }
    return read
  }
}

/// A reconciler made of a closure.
struct Pass: Reconciler {
  let body: @Sendable (Key) async throws -> Outcome

  func reconcile(_ key: Key) async throws -> Outcome { try await body(key) }
}

struct Trouble: Error, Hashable {}

enum Sample {
  static let resource = Resource(group: "test.capctl.dev", version: "v1", plural: "machines")
  static let collection = Address(resource, namespace: "demo")
  static let kind = GroupVersionKind(group: "test.capctl.dev", version: "v1", kind: "Machine")

  static func machine(_ name: String, version: Int? = nil, spec: Value = [:]) -> Object {
    var object = Object(kind, namespace: "demo", name: name)
    object.metadata.resourceVersion = version.map(String.init)
    object.spec = spec
    return object
  }

  static func key(_ name: String) -> Key { Key(namespace: "demo", name: name) }
}

/// Runs `body` beside `work`, which is cancelled with it and seen to end.
func beside(
  _ work: @escaping @Sendable () async -> Void, _ body: () async throws -> Void
) async throws {
  let task = Task { await work() }
  do {
    try await body()
  } catch {
    task.cancel()
    await task.value
    throw error
  }
  task.cancel()
  await task.value
}
