// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The columns of events, in either shape.
enum EventCells {
  static var columns: [PrinterColumn] {
    var name = PrinterColumn.name
    name.priority = 1
    return [
      PrinterColumn("Last Seen") { .string(lastSeen($0, $1)) },
      .field("Type", "type"),
      .field("Reason", "reason"), PrinterColumn("Object", "string", target),
      PrinterColumn("Subobject", wide: true) { event, _ in
        subject(event)?["fieldPath"] ?? ""
      },
      PrinterColumn("Source", "string", wide: true, source),
      PrinterColumn("Message", "string", message),
      PrinterColumn("First Seen", wide: true) { .string(firstSeen($0, $1)) },
      PrinterColumn("Count", "string", wide: true, count), name,
    ]
  }

  private static func subject(_ event: Value) -> Value? {
    event["involvedObject"] ?? event["regarding"]
  }

  private static func known(_ moment: Value?) -> Value? {
    moment?.string.flatMap(Time.init) == nil ? nil : moment
  }

  private static func firstSeen(_ event: Value, _ now: Time) -> String {
    let first = event["firstTimestamp"] ?? event["deprecatedFirstTimestamp"]
    return Cells.since(known(first) ?? event["eventTime"], now)
  }

  private static func lastSeen(_ event: Value, _ now: Time) -> String {
    if let series = event["series"], series != .null {
      return Cells.since(series["lastObservedTime"], now)
    }
    let last = known(event["lastTimestamp"] ?? event["deprecatedLastTimestamp"])
    return last.map { Cells.since($0, now) } ?? firstSeen(event, now)
  }

  @Sendable private static func target(_ event: Value, _ now: Time) -> Value {
    let kind = subject(event)?["kind"]?.string?.lowercased() ?? ""
    guard let name = subject(event)?["name"]?.string, !name.isEmpty else { return .string(kind) }
    return .string("\(kind)/\(name)")
  }

  @Sendable private static func source(_ event: Value, _ now: Time) -> Value {
    func first(_ texts: String?...) -> String {
      texts.compactMap(\.self).first { !$0.isEmpty } ?? ""
    }
    let source = event["source"] ?? event["deprecatedSource"]
    let controller = event["reportingComponent"] ?? event["reportingController"]
    let component = first(source?["component"]?.string, controller?.string)
    let host = first(source?["host"]?.string, event["reportingInstance"]?.string)
    return .string(host.isEmpty ? component : "\(component), \(host)")
  }

  @Sendable private static func message(_ event: Value, _ now: Time) -> Value {
    let text = (event["message"] ?? event["note"])?.string ?? ""
    let words = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
    return .string(String(words.reversed()))
  }

  @Sendable private static func count(_ event: Value, _ now: Time) -> Value {
    // A series begins with an event that is not yet counted in it.
    if let series = event["series"]?["count"]?.int { return .int(series + 1) }
    let count = (event["count"] ?? event["deprecatedCount"])?.int ?? 0
    return .int(count == 0 ? 1 : count)
  }
}
