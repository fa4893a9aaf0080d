// SPDX-License-Identifier: Apache-2.0

import API
import Git
import Kube
import Kustomize
import Manifest
import Runtime
import Synchronization

/// What one pass over a Kustomization works with.
struct Attempt: Sendable {
  let key: Key
  let revision: String
  let snapshot: Snapshot
  let target: ApplyTarget
  let isLocal: Bool
  /// Nil where no remote base is allowed.
  var remotes: RemoteTrees?

  /// What is remembered of the last pass, so that a look at health need not apply everything again.
  /// A process that begins anew knows nothing of it, and loses nothing but time.
  struct Memo: Sendable {
    /// What was applied: when it is the same, health is all that is left to look at.
    var applied: Token?
    var waitingSince: Duration?
    var built: (content: Content, result: BuildResult)?
    /// The remote bases that the last build used.
    var bases: [RemoteBase: ObjectID] = [:]
  }

  /// What decides what is built, beside the files that are read.
  struct Content: Hashable, Sendable {
    var generation: Int64
    /// The version of the Secret with the keys.
    var keys: String
    var bases: [RemoteBase: ObjectID]
  }

  /// Everything that decides what is applied.
  struct Token: Hashable, Sendable {
    var digest: String
    var bases: [RemoteBase: ObjectID]
    var generation: Int64
    var request: String?
    /// The versions of the Secrets and ConfigMaps that were read.
    var sources: [String]
    var approved: String?
  }
}

/// The memos of all Kustomizations.
final class Memos: Sendable {
  private let memos = Mutex<[Key: Attempt.Memo]>([:])

  subscript(key: Key) -> Attempt.Memo {
    get { memos.withLock { $0[key] } ?? Attempt.Memo() }
    set { memos.withLock { $0[key] = newValue } }
  }

  func forget(_ key: Key) { memos.withLock { $0[key] = nil } }
}

/// The targets of Kustomizations: remote ones are kept as long as their kubeconfig stays the same.
final class Targets: Sendable {
  private let known = Mutex<[String: (version: String, target: ApplyTarget)]>([:])

  func target(
    _ name: String, _ version: String, _ make: () throws -> ApplyTarget
  ) rethrows -> ApplyTarget {
    if let found = known.withLock({ $0[name] }), found.version == version { return found.target }
    let target = try make()
    known.withLock { $0[name] = (version, target) }
    return target
  }
}
