// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The two shapes of an event: that of the core group, in which events are kept, and that of
/// `events.k8s.io`.
enum EventShape {
  /// The names of the fields that differ: in the core group, and in the newer one.
  private static let names: [(old: String, new: String)] = [
    ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"),
    ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
    ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
  ]

  /// Into the shape that the event does not have yet.
  @Sendable static func convert(_ event: Value, to version: String) throws(StatusError) -> Value {
    let isOld = event["apiVersion"]?.string == "v1"
    var names: [String: String] = [:]
    for (old, new) in Self.names { names[isOld ? old : new] = isOld ? new : old }
    let entries = (event.map ?? [:]).map { (names[$0.key] ?? $0.key, $0.value) }
    var converted = Value.map(Map(entries))
    converted["apiVersion"] = isOld ? "events.k8s.io/v1" : "v1"
    return converted
  }
}
