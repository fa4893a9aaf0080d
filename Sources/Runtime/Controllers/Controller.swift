// SPDX-License-Identifier: Apache-2.0

import Kube
import Log
import Synchronization

/// Runs a reconciler over the keys that its queue hands out.
///
/// No key's trouble is another's: a pass that throws is tried again by itself later, and one that never
/// ends is left behind with its key, not with its worker.
package final class Controller: Sendable {
  package let name: String
  package let queue: WorkQueue
  private let reconciler: any Reconciler
  private let options: ControllerOptions
  private let passes = Mutex<[Key: Pass]>([:])
  /// Opened when the controller is told to stop, or has stopped by itself.
  private let stop = Gate<Bool>()

  /// A pass under way. The gate opens when its worker need not wait for it any more.
  private struct Pass {
    let gate: Gate<Release>
    let start: Duration
    var task: Task<Void, Never>?
  }

  private enum Release: Sendable { case ended, overdue, abandoned }

  package init(
    _ name: String, _ reconciler: any Reconciler,
    _ options: ControllerOptions = ControllerOptions()
  ) {
    self.name = name
    self.reconciler = reconciler
    self.options = options
    queue = WorkQueue(clock: options.clock, backOff: options.backOff)
  }

  /// Works until the task is cancelled; then waits for the passes under way, though not for ever.
  /// To be called once.
  package func run() async {
    let ender = Task {
      if await stop.wait() == true { await endPasses() }
    }
    let timer = Task { await keepTime() }
    await withTaskCancellationHandler {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<max(1, options.workers) { group.addTask { await self.work() } }
      }
    } onCancel: {
      queue.shut()
      stop.open(true)
    }
    ender.cancel()
    timer.cancel()
  }

  /// Takes key after key.
  private func work() async {
    while let key = await queue.next() {
      let gate = Gate<Release>()
      let start = options.clock.elapsed()
      passes.withLock { $0[key] = Pass(gate: gate, start: start) }
      // Not a child: it may outlive its deadline, and its worker must not.
      let task = Task { await self.pass(over: key, gate) }
      passes.withLock { passes in
        // It may be over by now, and the key another worker's.
        if passes[key]?.gate === gate { passes[key]?.task = task }
      }
      await wait(for: key, task, gate)
    }
  }

  private func wait(for key: Key, _ task: Task<Void, Never>, _ gate: Gate<Release>) async {
    // A worker that is told to stop still sees its pass to the end.
    guard await gate.get() == .overdue else { return }
    task.cancel()
    options.log?.warning("a pass is overdue", ["controller": name, "key": key])
    options.meter.count("capctl_reconcile_overdue_total", ["controller": name], by: 1)
    await options.failed(key, OverdueError(key: key, limit: options.deadline))
  }

  /// Opens the gates of passes that outlive their deadline. One timer for all: of one that is cancelled,
  /// as a pass's own nearly always would be, the system keeps something until it would have rung.
  private func keepTime() async {
    let (clock, limit) = (options.clock, options.deadline)
    while true {
      let oldest = waitedFor.map(\.start).min() ?? clock.elapsed()
      do { try await clock.sleep(until: oldest + limit) } catch { return }
      let latest = clock.elapsed() - limit
      for pass in waitedFor where pass.start <= latest { pass.gate.open(.overdue) }
    }
  }

  private var waitedFor: [Pass] {
    passes.withLock { $0.values.filter { $0.gate.value == nil } }
  }

  /// One pass, and what becomes of its key.
  private func pass(over key: Key, _ gate: Gate<Release>) async {
    let start = options.clock.elapsed()
    let ending: WorkQueue.Ending
    let result: String
    do {
      switch try await reconciler.reconcile(key) {
      case .settled: (ending, result) = (.settled, "settled")
      case .again(let delay): (ending, result) = (.again(delay), "again")
      }
    } catch let error as StatusError where error.isConflict {
      (ending, result) = (.failed, "conflict")
    } catch {
      (ending, result) = (.failed, "error")
      // One that was cut short failed for no reason of its own.
      if gate.value == nil, !Task.isCancelled { await options.failed(key, error) }
      options.log?.debug("a pass failed", ["controller": name, "key": key, "error": "\(error)"])
    }
    let labels = ["controller": name]
    options.meter.count(
      "capctl_reconcile_total", labels.merging(["result": result]) { $1 }, by: 1)
    options.meter.time("capctl_reconcile_seconds", labels, options.clock.elapsed() - start)
    passes.withLock { $0[key] = nil }
    gate.open(.ended)
    queue.finish(key, ending)
    options.meter.gauge("capctl_queue_depth", labels, Double(queue.depth))
  }

  private func endPasses() async {
    try? await options.clock.sleep(options.grace)
    for pass in passes.withLock({ Array($0.values) }) { pass.task?.cancel() }
    try? await options.clock.sleep(.seconds(5))
    for pass in passes.withLock({ Array($0.values) }) { pass.gate.open(.abandoned) }
  }
}
