// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Log
import Manifest
import Views

extension Verb {
  private static let subject = Flag<String?>.optionalText(
    "for", help: "Only what is about one object: KIND/NAME.")

  private static let types = Flag<[String]>.texts(
    "types", help: "Only events of these types: Normal, Warning.")

  private static let watchesEvents = Flag<Bool>.toggle(
    "watch", "w", help: "Go on with what happens, until interrupted.")

  private static let eventsWithoutHeaders = Flag<Bool>.toggle(
    "no-headers", help: "Leave out the names of the columns.")

  static let events = Verb(
    "events", "Show what happened, in its order",
    examples: [
      Example("In this namespace", "capctl events"),
      Example("To one cluster, and on", "capctl events --for cluster/demo --watch"),
      Example("What went wrong anywhere", "capctl events -A --types=Warning"),
    ],
    takes: [subject, types, watchesEvents, eventsWithoutHeaders, ThingFlags.everywhere]
      + Session.flags
  ) { input in
    let types = Set(input[types].flatMap { $0.split(separator: ",").map { $0.lowercased() } })
    return try await Session.run(input) { session in
      var about: (kind: String, name: String)?
      if let text = input[subject] {
        let parts = try ThingWords([text]).parts
        guard let part = parts.first, let name = part.names.first else {
          throw ViewError("show events for \"\(text)\"", "it is no KIND/NAME")
        }
        about = (try await session.kinds.resource(part.kind).kind, name)
      }
      let showing = EventShowing(
        session: session, isEverywhere: input[ThingFlags.everywhere], about: about, types: types)
      return try await showing.run(
        header: !input[eventsWithoutHeaders], follows: input[watchesEvents])
    }
  }
}

private struct EventShowing {
  let session: Session
  let isEverywhere: Bool
  let about: (kind: String, name: String)?
  /// In lower case; empty for all.
  let types: Set<String>

  func run(header: Bool, follows: Bool) async throws -> ExitCode {
    let place = Address(
      Resource(group: "", version: "v1", plural: "events"),
      namespace: isEverywhere ? nil : session.namespace)
    let list = try await session.call("list \(place)") { () async throws(StatusError) in
      try await session.client.listAll(place)
    }
    let layout = EventTable(at: .now(), showsNamespaces: isEverywhere)
    let events = EventTable.sorted(list.items.filter(isWanted))
    guard !events.isEmpty || follows else {
      session.console.say(
        isEverywhere ? "No events found." : "No events found in \(session.namespace) namespace.")
      return .done
    }
    var table = Table()
    if header { table.add(row: layout.header) }
    for event in events { table.add(row: layout.cells(of: event)) }
    try session.console.write(table.text)
    guard follows else { return .done }
    var options = WatchOptions()
    options.resourceVersion = list.resourceVersion
    options.allowsBookmarks = false
    for try await event in try await session.client.watch(place, options) {
      guard isWanted(event.object), event.type != "DELETED" else { continue }
      var line = Table()
      line.add(
        row: EventTable(at: .now(), showsNamespaces: isEverywhere).cells(of: event.object))
      try session.console.write(line.text)
    }
    return .done
  }

  private func isWanted(_ event: Object) -> Bool {
    let type = (event.value["type"]?.string ?? "").lowercased()
    guard types.isEmpty || types.contains(type) else { return false }
    guard let about else { return true }
    return EventTable.isAbout(event, kind: about.kind, name: about.name)
  }
}
