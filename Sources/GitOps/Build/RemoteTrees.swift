// SPDX-License-Identifier: Apache-2.0

import Git
import Kustomize

/// The remote bases that one build may use, each at the commit that it names now.
struct RemoteTrees: RemoteBases {
  let allowed: RemoteBaseRules
  private(set) var commits: [RemoteBase: ObjectID] = [:]
  private var trees: [RemoteBase: SourceTree] = [:]

  /// `commits` are what bases were at before.
  init(_ allowed: RemoteBaseRules, at commits: [RemoteBase: ObjectID] = [:]) {
    self.allowed = allowed
    self.commits = commits
  }

  func tree(of base: RemoteBase) throws(KustomizeError) -> (any FileTree)? {
    try allowed.check(base)
    return trees[base]
  }

  /// Brings bases into reach.
  mutating func add(_ bases: [RemoteBase], from depot: Depot) async throws {
    for base in bases where trees[base] == nil {
      let remote = Remote(try GitURL(base.url))
      let commit = try await Self.commit(of: base, at: remote, in: depot)
      try await depot.hold(commit, of: remote, others: [], asBase: true)
      let snapshot = try await depot.snapshot(of: commit, at: remote.url.description, .init())
      commits[base] = commit
      trees[base] = SourceTree(snapshot: snapshot)
    }
  }

  private static func commit(
    of base: RemoteBase, at remote: Remote, in depot: Depot
  ) async throws -> ObjectID {
    if let id = ObjectID(base.ref) { return id }
    let refs = try await depot.look(at: remote)
    let names: [Revision] = base.ref.isEmpty ? [.head] : [.branch(base.ref), .tag(base.ref)]
    if let commit = names.lazy.compactMap({ refs.commit($0) }).first { return commit }
    throw GitOpsError(
      "use the base \(base.text)",
      base.ref.isEmpty ? "the repository is empty" : "it has no branch or tag \(base.ref)")
  }
}
