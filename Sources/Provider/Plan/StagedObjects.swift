// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Site
import Synchronization

/// Objects in memory, as a management API that nobody else changes: what is planned with, where no plane runs.
final class StagedObjects: KubeClient {
  private let packs: [Pack]
  private let objects: Mutex<[Resource: [Object]]>

  init(_ objects: [Object], _ packs: [Pack]) {
    self.packs = packs
    var staged: [Resource: [Object]] = [:]
    for object in objects {
      staged[Self.resource(of: object, packs), default: []].append(object)
    }
    self.objects = Mutex(staged)
  }

  /// Of what there is, and of what is looked at in any case.
  var resources: [Resource] {
    let own = [Kind.cluster, .machine].map { $0.resource() } + packs.compactMap(\.resource)
    return Array(Set(objects.withLock { Array($0.keys) } + own + [.secrets, .configMaps]))
  }

  private static func resource(of object: Object, _ packs: [Pack]) -> Resource {
    let kind = object.groupVersionKind
    let group = kind?.groupKind
    let known = group.flatMap { Kinds.find($0)?.resource() }
    let packed = packs.first { $0.groupKind == group }?.resource
    return known ?? packed
      ?? Resource(
        group: kind?.group ?? "", version: kind?.version ?? "v1",
        plural: object.kind.lowercased() + "s")
  }

  func send(_ call: Call) async throws(StatusError) -> Answer {
    let place = call.address
    switch call.verb {
    case .list:
      let items = objects.withLock { $0[place.resource] ?? [] }.map(\.value)
      return Answer([
        "kind": "List", "apiVersion": "v1", "metadata": ["resourceVersion": "1"],
        "items": .list(items),
      ])
    case .get:
      let found = objects.withLock { $0[place.resource] ?? [] }.first {
        $0.name == place.name && ($0.namespace ?? "") == (place.namespace ?? "")
      }
      guard let found else { throw .notFound(place) }
      return Answer(found.value)
    case .create(let object):
      objects.withLock { $0[place.resource, default: []].append(object) }
      return Answer(object.value, created: true)
    default: throw .forbidden(place, "a plan changes nothing")
    }
  }

  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
    Watch(
      next: { () async throws(StatusError) -> WatchEvent? in
        // Nothing happens, until nobody listens any more.
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        return nil
      }, cancel: {})
  }
}
