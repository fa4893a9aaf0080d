// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Synchronization

/// An API whose every list and watch a test has written down beforehand. It remembers what it was asked.
final class ScriptedClient: KubeClient {
  enum Step: Sendable {
    case list([Object], version: String)
    case refuseList(StatusError)
    /// Events, then the end.
    case watch([WatchEvent])
    /// Events, then a failure.
    case fail([WatchEvent], StatusError)
    /// Events, then silence.
    case hang([WatchEvent])
  }

  private let steps: Mutex<[Step]>
  /// `list`, or `watch` and from where.
  let calls = Journal<String>()

  init(_ steps: [Step]) { self.steps = Mutex(steps) }

  private func next() -> Step? { steps.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

  func send(_ call: Call) async throws(StatusError) -> Answer {
    calls.note("list")
    switch next() {
    case .list(let objects, let version):
      return Answer([
        "metadata": ["resourceVersion": .string(version)], "items": .list(objects.map(\.value)),
      ])
    case .refuseList(let error): throw error
    default: throw .internalError("the script has no list here")
    }
  }

  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
    calls.note("watch \(options.resourceVersion ?? "")")
    let (events, error, hangs): ([WatchEvent], StatusError?, Bool) =
      switch next() {
      case .watch(let events): (events, nil, false)
      case .fail(let events, let error): (events, error, false)
      case .hang(let events): (events, nil, true)
      default: ([], nil, true)
      }
    let rest = Mutex(events)
    let never = AsyncStream<WatchEvent>.makeStream()
    return Watch(
      next: { () async throws(StatusError) in
        if let event = rest.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return event }
        if let error { throw error }
        if hangs { for await _ in never.stream {} }
        return nil
      }, cancel: { never.continuation.finish() })
  }
}
