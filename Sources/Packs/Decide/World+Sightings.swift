// SPDX-License-Identifier: Apache-2.0

/// What one pass hands on to the next, which comes to ask for operations while nothing else can have changed.
package struct Sightings: Sendable {
  fileprivate var sights: [String: Sight] = [:]
  /// When each operation is to be asked for again, in seconds of the common era.
  fileprivate var due: [String: Int64] = [:]

  package init() {}
}

extension World {
  /// What the next pass can go on with: what the last decision found in order need not be looked at again.
  package func sightings(after decision: Decision) -> Sightings {
    var seen = Sightings()
    seen.due = running.mapValues { now + $0 }
    // What is deleted is looked at right before.
    guard !isDeleting else { return seen }
    let settled = decision.reports.filter { [.ready, .foreign].contains($0.state) }
    let inOrder = Set(settled.map(\.resource))
    seen.sights = sights.filter { name, sight in
      if case .absent = sight { return self[record: name] == nil }
      return inOrder.contains(name)
    }
    return seen
  }

  package mutating func resume(_ seen: Sightings) {
    sights = seen.sights
    running = seen.due.compactMapValues { $0 > now ? $0 - now : nil }
      .filter { self[record: $0.key]?.operation != nil }
  }

  /// In how many seconds the next operation is to be asked for.
  package var nextQuestion: Int64? { running.values.min() }
}
