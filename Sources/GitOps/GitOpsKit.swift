// SPDX-License-Identifier: Apache-2.0

import API
package import Site
package import HTTP
package import Kube
package import Runtime
import Synchronization

/// What the reconcilers of sources and Kustomizations share.
package struct GitOpsKit: Sendable {
  package let site: Site
  package let depot: Depot
  /// The management API itself, which tells what kinds it serves.
  let mapper: RESTMapper
  let http: HTTPClient
  let retries = Retries()
  /// Where servers of git tell of a push.
  package let hooks = Hooks()
  /// On a Kubernetes of others, only what carries the label is ours to follow.
  package var wantsLabel = false
  /// How many percent of a Kustomization's Clusters one revision may delete.
  package var pruneGuard = 20
  package var remoteBases = RemoteBaseRules([])
  /// The image that agents of ours run.
  package var agentImage = "capctl/agent"

  package init(
    _ site: Site, depot: Depot, api: any Discoverable, over http: HTTPClient
  ) {
    self.site = site
    self.depot = depot
    self.http = http
    mapper = RESTMapper(api)
  }

  func isOurs(_ object: Object) -> Bool {
    !wantsLabel || object.metadata.labels[Annotations.sync] == "true"
  }

  /// Both controllers.
  package func controllers() async -> [Controller] {
    [
      await GitRepositoryReconciler.controller(self),
      await KustomizationReconciler.controller(self),
    ]
  }
}

/// How often in a row each key has failed: what comes from outside is not asked in a circle.
final class Retries: Sendable {
  private let counts = Mutex<[Key: Int]>([:])
  private let backOff = BackOff(first: .milliseconds(500), longest: .seconds(60))

  func delay(of key: Key) -> Duration {
    let count = counts.withLock { counts in
      counts[key, default: 0] += 1
      return counts[key, default: 1]
    }
    return backOff.delay(after: count)
  }

  func forget(_ key: Key) { counts.withLock { $0[key] = nil } }
}

extension Duration {
  /// Up to a twentieth longer, by the key, so that what began together does not stay together.
  func jittered(by key: Key) -> Duration {
    let share = Double(UInt64(bitPattern: Int64("\(key)".hashValue)) % 1000) / 20_000
    return self + self * share
  }
}

/// Which changes of an object mean work.
enum News {
  /// What a pass wrote itself is none: only what a person, or git, changed is.
  static func isWork(_ change: Change) -> Bool {
    guard let old = change.old, !change.isResync, change.kind == .updated else { return true }
    let (before, after) = (old.metadata, change.object.metadata)
    return before.generation != after.generation || before.annotations != after.annotations
      || before.labels != after.labels || before.deletionTimestamp != after.deletionTimestamp
      || before.uid != after.uid
  }
}
