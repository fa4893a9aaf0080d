// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Kube
import Log
import Views

/// Tells how far each cluster is, whenever that changes: to a person at a terminal, else to the log.
struct ProgressTeller {
  private let client: any KubeClient
  private let console: Console
  private let log: Logger

  init(_ client: any KubeClient, on console: Console, _ log: Logger) {
    (self.client, self.console, self.log) = (client, console, log)
  }

  /// Works until the task is cancelled.
  func run() async {
    var told: [String: ClusterProgress] = [:]
    while !Task.isCancelled {
      // What fails here is told by the controllers, which need the same and more.
      try? await follow(&told)
      try? await Task.sleep(for: .seconds(1))
    }
  }

  private func follow(_ told: inout [String: ClusterProgress]) async throws {
    let place = Address(Kind.cluster.resource())
    let list = try await client.listAll(place)
    let names = Set(list.items.map { ClusterProgress(of: $0).name })
    for name in told.keys where !names.contains(name) { end(name, &told) }
    for cluster in list.items { tell(ClusterProgress(of: cluster), &told) }
    var options = WatchOptions()
    options.resourceVersion = list.resourceVersion
    for try await event in try await client.watch(place, options) {
      switch event {
      case .added(let cluster), .modified(let cluster): tell(ClusterProgress(of: cluster), &told)
      case .deleted(let cluster): end(ClusterProgress(of: cluster).name, &told)
      case .bookmark: break
      }
    }
  }

  private func tell(_ progress: ClusterProgress, _ told: inout [String: ClusterProgress]) {
    guard told.updateValue(progress, forKey: progress.name) != progress else { return }
    guard let terminal = console.wordsTerminal else {
      log.info(
        "cluster",
        ["cluster": progress.name, "state": progress.state, "message": progress.words])
      return
    }
    let style: Style = progress.isGood ? .green : .yellow
    let state = style.apply(progress.state, on: terminal)
    let words = progress.words.isEmpty ? "" : ": \(progress.words)"
    console.say("\(progress.name) \(state)\(words)")
  }

  private func end(_ name: String, _ told: inout [String: ClusterProgress]) {
    guard told.removeValue(forKey: name) != nil else { return }
    if console.wordsTerminal != nil {
      console.say("\(name) is gone")
    } else {
      log.info("cluster", ["cluster": name, "state": "Gone"])
    }
  }
}
