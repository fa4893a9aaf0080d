// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// The threads that make keys: as many as there are cores, but one, and two at least. They are none of
/// Swift's own, which must not wait for them.
final class KeyWorkers: Sendable {
  typealias Job = @Sendable () -> Void

  private struct State {
    var idle: [DispatchQueue]
    var waiting: ArraySlice<Job> = []
  }

  /// The one set for the process: more would take more cores.
  static let shared = KeyWorkers(max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1))

  private let state: Mutex<State>

  /// A serial queue has a thread of its own while it works; a concurrent one would take Swift's.
  init(_ count: Int) {
    state = Mutex(State(idle: (0..<count).map { DispatchQueue(label: "capctl.key-\($0)") }))
  }

  /// Runs `job` when its turn comes.
  func submit(_ job: @escaping Job) {
    let worker = state.withLock { state in
      state.waiting.append(job)
      return state.idle.popLast()
    }
    if let worker { worker.async { self.work(on: worker) } }
  }

  private func work(on queue: DispatchQueue) {
    while let job = next(for: queue) { job() }
  }

  private func next(for queue: DispatchQueue) -> Job? {
    state.withLock { state in
      if let job = state.waiting.popFirst() { return job }
      state.idle.append(queue)
      return nil
    }
  }
}
