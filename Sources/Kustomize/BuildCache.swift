// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Builds that were made, each for as long as the tree answers as it did then. One serves everybody
/// who builds, from any task.
package final class BuildCache: Sendable {
  fileprivate struct Question: Hashable {
    let path: String
    let options: Kustomize.Options
  }

  fileprivate struct State {
    var builds: [Question: [Build]] = [:]
    /// Which was used when, the oldest first.
    var uses: [Question] = []
  }

  private let state = Mutex(State())
  private let limit: Int
  /// The same path may be built from some trees by turns: branches, say.
  private static let treesAPath = 4

  /// - Parameter limit: Of how many paths builds are kept.
  package init(limit: Int = 1000) { self.limit = limit }

  /// What `Kustomize.build` makes, or made when all it read was the same.
  package func build(
    _ path: String, in tree: any FileTree, options: Kustomize.Options = Kustomize.Options(),
    remotes: (any RemoteBases)? = nil
  ) -> Build {
    let question = Question(path: path, options: options)
    let known = state.withLock { $0.builds[question] ?? [] }
    if let build = known.first(where: { $0.holds(in: tree) }) {
      state.withLock { $0.use(question, limit) }
      return build
    }
    let build = Kustomize.build(path, in: tree, options: options, remotes: remotes)
    guard build.isSelfContained else { return build }
    state.withLock { state in
      let others = (state.builds[question] ?? []).prefix(Self.treesAPath - 1)
      state.builds[question] = [build] + others
      state.use(question, limit)
    }
    return build
  }
}

extension BuildCache.State {
  fileprivate mutating func use(_ question: BuildCache.Question, _ limit: Int) {
    uses.removeAll { $0 == question }
    uses.append(question)
    while uses.count > limit { builds[uses.removeFirst()] = nil }
  }
}

extension Build {
  /// Whether it is what would be built now.
  package func holds(in tree: some FileTree) -> Bool { inputs.allSatisfy { $0.holds(in: tree) } }
}
