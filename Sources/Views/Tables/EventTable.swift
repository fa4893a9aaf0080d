// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// What happened, as rows: when, how grave, why, to what. Pure.
package struct EventTable: Sendable {
  package static let names = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]

  private let now: Time
  private let showsNamespaces: Bool

  package init(at now: Time, showsNamespaces: Bool) {
    (self.now, self.showsNamespaces) = (now, showsNamespaces)
  }

  package var header: [String] { (showsNamespaces ? ["NAMESPACE"] : []) + Self.names }

  /// One event's cells.
  package func cells(of event: Object) -> [String] {
    let subject = event.value["involvedObject"] ?? event.value["regarding"] ?? [:]
    let kind = (subject["kind"]?.string ?? "").lowercased()
    let message = event.value["message"]?.string ?? event.value["note"]?.string ?? ""
    let cells = [
      age(of: event), event.value["type"]?.string ?? "", event.value["reason"]?.string ?? "",
      "\(kind)/\(subject["name"]?.string ?? "")",
      message.split(whereSeparator: \.isNewline).joined(separator: " "),
    ]
    return (showsNamespaces ? [event.namespace ?? ""] : []) + cells
  }

  /// `3m (x4 over 10m)` where it happened again and again.
  private func age(of event: Object) -> String {
    guard let last = Self.lastSeen(event) else { return "<unknown>" }
    let count = event.value["series", "count"]?.int ?? event.value["count"]?.int ?? 1
    let age = (now - last).human
    let first = event.value["firstTimestamp"]?.string ?? event.value["eventTime"]?.string
    guard count > 1, let first = first.flatMap(Time.init) else { return age }
    return "\(age) (x\(count) over \((now - first).human))"
  }

  /// When it happened last.
  package static func lastSeen(_ event: Object) -> Time? {
    let texts = [
      event.value["series", "lastObservedTime"], event.value["lastTimestamp"],
      event.value["eventTime"], event.value["firstTimestamp"],
      event.value["metadata", "creationTimestamp"],
    ]
    return texts.lazy.compactMap { $0?.string.flatMap(Time.init) }.first
  }

  /// In the order in which they happened.
  package static func sorted(_ events: [Object]) -> [Object] {
    let zero = Time(seconds: 0)
    return events.sorted {
      (lastSeen($0) ?? zero, $0.name) < (lastSeen($1) ?? zero, $1.name)
    }
  }

  /// Whether an event is about an object of a kind with a name.
  package static func isAbout(_ event: Object, kind: String, name: String) -> Bool {
    let subject = event.value["involvedObject"] ?? event.value["regarding"] ?? [:]
    return subject["kind"]?.string == kind && subject["name"]?.string == name
  }
}
