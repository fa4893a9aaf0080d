// SPDX-License-Identifier: Apache-2.0

import API
import Docker
import Kube
import Log
import Manifest
import Packs
import Runtime
import Site

/// Has objects looked at again as soon as something happens to their containers.
struct DockerFollower: Sendable {
  let engine: DockerEngine
  let works: LongWorks
  let site: Site

  /// Says whose a container is.
  static let mark = "dev.capctl.owner"
  private static let kinds = [Kind.dockerCluster, Kind.dockerMachine]
  /// What a reconciler would want to know of. Programs that are run in containers are told too, by the dozen.
  private static let actions = [
    "destroy", "die", "oom", "pause", "rename", "start", "stop", "unpause",
  ]

  /// Until the task is cancelled. An engine that goes away is waited for.
  func run() async {
    var caches: [(kind: GroupKind, cache: Cache)] = []
    for kind in Self.kinds { caches.append((kind.groupKind, await site.informer(kind).cache)) }
    var isDown = false
    while !Task.isCancelled {
      do throws(DockerError) {
        // Only what happened while nobody listened has to be told once more.
        let since = Int(site.now.seconds) - 10
        _ = try await engine.call("GET", "/_ping", to: "follow the engine's events")
        isDown = false
        // Of what happened before, the engine remembers little, and nothing after a restart.
        wake(caches) { _ in true }
        try await engine.followEvents(
          labels: [Self.mark: ""], actions: Self.actions, since: since
        ) { event in
          let uid = event["Actor", "Attributes", Self.mark]?.string
          wake(caches) { $0.metadata.uid == uid }
          return !Task.isCancelled
        }
      } catch {
        if !isDown, !Task.isCancelled {
          site.log.warning("the engine's events cannot be followed", ["error": error])
        }
        isDown = true
      }
      try? await Task.sleep(for: .seconds(isDown ? 5 : 1))
    }
  }

  private func wake(
    _ caches: [(kind: GroupKind, cache: Cache)], _ concerns: (Object) -> Bool
  ) {
    for (kind, cache) in caches {
      for object in cache.objects where concerns(object) { works.look(at: kind, Key(object)) }
    }
  }
}
