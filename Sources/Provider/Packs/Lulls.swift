// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Runtime
import Synchronization

/// Which objects waited for nothing but operations when they were last looked at as a whole: until one of those
/// ends, or something around the object changes, there is nothing else to be seen.
///
/// It saves calls, and decides nothing: where it knows of none, everything is looked at.
final class Lulls: Sendable {
  private struct Lull {
    let outlook: [Value]
    let since: Int64
    var seen: Sightings
  }

  private let lulls = Mutex<[Key: Lull]>([:])

  /// What nobody tells of is seen after so many seconds.
  private static let longest: Int64 = 60

  /// `since` is when everything was looked at last.
  func begin(_ key: Key, _ outlook: [Value], since: Int64, _ seen: Sightings) {
    lulls.withLock { $0[key] = Lull(outlook: outlook, since: since, seen: seen) }
  }

  func end(_ key: Key) { lulls.withLock { $0[key] = nil } }

  /// Takes down when operations are asked for again.
  func goOn(_ key: Key, _ seen: Sightings) { lulls.withLock { $0[key]?.seen = seen } }

  /// What was seen of an object, and when; nil where all of it is to be looked at.
  func find(_ key: Key, _ outlook: [Value], at now: Int64) -> (seen: Sightings, since: Int64)? {
    guard let lull = lulls.withLock({ $0[key] }), lull.outlook == outlook,
      now - lull.since < Self.longest
    else { return nil }
    return (lull.seen, lull.since)
  }
}

extension Subject {
  /// What decisions go by, with the object as it stands now: of those around it, all but what is told of them.
  func outlook(from object: Object) -> [Value] {
    // That of a cluster is its own ground.
    let ground = infrastructure?.metadata.uid == object.metadata.uid ? nil : infrastructure
    let around = [cluster?.object, ground, machine?.object].map { other in
      guard var value = other?.value else { return Value.null }
      value["metadata"]?["resourceVersion"] = .null
      value["metadata"]?["managedFields"] = .null
      value["status"]?["conditions"] = .null
      value["status"]?["deprecated"] = .null
      return value
    }
    return [.string(object.metadata.resourceVersion ?? "")] + around
  }
}
