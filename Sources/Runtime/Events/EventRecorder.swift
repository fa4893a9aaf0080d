// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest
import Synchronization

/// Writes events, one after another and in its own time: nobody waits for one.
package final class EventRecorder: Sendable {
  package static let events = Resource(group: "", version: "v1", plural: "events")

  private static let options: WriteOptions = {
    var options = WriteOptions()
    options.isTraced = false
    return options
  }()

  /// What waits to be written; of more than so many the oldest go.
  private static let capacity = 1000

  private struct State {
    var waiting: [EventNote] = []
    var writer: Task<Void, Never>?
    var ledger = EventLedger()
    var serial: Int64 = 0
  }

  private let client: any KubeClient
  private let component: String
  private let clock: Timekeeper
  private let state = Mutex(State())

  /// `component` is who tells.
  package init(_ client: any KubeClient, component: String, clock: Timekeeper = .system) {
    self.client = client
    self.component = component
    self.clock = clock
  }

  package func record(_ note: EventNote) {
    state.withLock { state in
      if state.waiting.count >= Self.capacity { state.waiting.removeFirst() }
      state.waiting.append(note)
      // It lives only while there is something to write.
      if state.writer == nil { state.writer = Task { await write() } }
    }
  }

  package func record(
    _ kind: EventNote.Kind, on object: Object, _ reason: String, _ message: String
  ) {
    record(EventNote(kind, on: object, reason, message))
  }

  /// Waits until everything is written that was recorded before.
  package func flush() async {
    while let writer = state.withLock({ $0.writer }) { await writer.value }
  }

  private func write() async {
    while let note = next() {
      let now = clock.elapsed()
      switch state.withLock({ $0.ledger.judge(note, at: now) }) {
      case .drop: break
      case .new(let note): await create(note)
      case .again(let note, let event, let count): await repeated(note, event, count)
      }
    }
  }

  private func next() -> EventNote? {
    state.withLock { state in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
      state.writer = nil
      return nil
    }
  }

  private func create(_ note: EventNote) async {
    let date = clock.date()
    let serial = state.withLock { state in
      state.serial += 1
      return state.serial
    }
    // The moment in nanoseconds, kept apart from others of the same moment.
    let suffix = String(UInt64(bitPattern: date.microseconds * 1000 + serial % 1000), radix: 16)
    let name = "\(note.name).\(suffix)"
    let event = event(note, name, at: date)
    let collection = Address(Self.events, namespace: note.namespace)
    guard
      await attempt({ () throws(StatusError) in
        _ = try await self.client.create(event, at: collection, Self.options)
      }) == nil
    else { return }
    state.withLock { $0.ledger.remember(note, as: name) }
  }

  private func repeated(_ note: EventNote, _ event: String, _ count: Int64) async {
    let patch: Value = [
      "count": .int(count), "lastTimestamp": .string("\(clock.date())"),
      "message": .string(note.message),
    ]
    let address = Address(Self.events, namespace: note.namespace, name: event)
    let error = await attempt { () throws(StatusError) in
      _ = try await self.client.patch(.merge(patch), at: address)
    }
    // Events are thrown away after a while: then it is a new one.
    guard error?.isNotFound == true else { return }
    state.withLock { $0.ledger.forget(note) }
    await create(note)
  }

  private func event(_ note: EventNote, _ name: String, at date: Time) -> Object {
    var event = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Event"), namespace: note.namespace,
      name: name)
    event.value["involvedObject"] = note.subject
    event.value["type"] = .string(note.kind.rawValue)
    event.value["reason"] = .string(note.reason)
    event.value["message"] = .string(note.message)
    event.value["count"] = 1
    event.value["firstTimestamp"] = .string("\(date)")
    event.value["lastTimestamp"] = .string("\(date)")
    event.value["source"] = ["component": .string(component)]
    event.value["reportingComponent"] = .string(component)
    event.value["reportingInstance"] = ""
    return event
  }

  /// A few times, where the trouble is the way there: an event is not worth more.
  private func attempt(_ call: () async throws(StatusError) -> Void) async -> StatusError? {
    var last: StatusError?
    for delay in [Duration.seconds(1), .seconds(5), nil] {
      do throws(StatusError) {
        try await call()
        return nil
      } catch { last = error }
      guard last?.isTransient == true, let delay else { break }
      do { try await clock.sleep(delay) } catch { break }
    }
    return last
  }
}
