// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What clients of a server that was killed know: which writes it acknowledged, and what it told.
struct Journal {
  /// One writer, the only one of its object.
  struct Writer {
    let name: String
    var acknowledged = 0
    /// One more than acknowledged while an answer is missing.
    var attempted = 0
    /// Of each acknowledged write.
    var revisions: [Int64] = []
    var refusal: String?

    /// Every part of the object says the number, so that half a write would show.
    func object(_ number: Int) -> Value {
      var data = Map()
      for part in 0..<8 { data["part\(part)"] = .string("\(number)") }
      data["padding"] = .string(String(repeating: "\(number % 10)", count: 2000))
      return [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)],
        "data": .map(data),
      ]
    }
  }

  struct Event {
    let type: String
    let name: String
    let revision: Int64
    let number: String

    /// Nil for what is no event of an object.
    init?(_ value: Value) throws {
      guard let type = value["type"]?.string, type != "BOOKMARK",
        let object = value["object"], let name = object["metadata", "name"]?.string,
        let revision = object.revision
      else { return nil }
      self.type = type
      self.name = name
      self.revision = revision
      number = object["data", "part0"]?.string ?? ""
    }
  }

  enum Part: Sendable {
    case writer(Writer)
    case events([Event])
  }

  private(set) var writers: [Writer]
  private var events: [Event] = []
  /// Where a watch goes on.
  private(set) var seen: Int64 = 0

  init(writers count: Int) {
    writers = (0..<count).map { Writer(name: "w\($0)") }
  }

  /// Nothing before this revision is asked for.
  mutating func begin(at revision: Int64) { seen = revision }

  mutating func take(_ part: Part) {
    switch part {
    case .writer(let writer):
      if let place = writers.firstIndex(where: { $0.name == writer.name }) {
        writers[place] = writer
      }
    case .events(let new):
      events += new
      seen = max(seen, new.last?.revision ?? 0)
    }
  }

  /// All that contradicts what was acknowledged.
  func complaints(about items: [Value]) -> [String] {
    var complaints: [String] = []
    var found: [String: Value] = [:]
    for item in items { found[item["metadata", "name"]?.string ?? ""] = item }
    for writer in writers {
      complaints += self.complaints(about: found[writer.name], of: writer)
    }
    return complaints + complaintsAboutEvents(items)
  }

  private func complaints(about item: Value?, of writer: Writer) -> [String] {
    if let refusal = writer.refusal { return ["\(writer.name) was refused: \(refusal)"] }
    guard let item else {
      return writer.acknowledged > 0 ? ["\(writer.name) is lost"] : []
    }
    let number = item["data", "part0"]?.string.flatMap(Int.init) ?? -1
    var complaints: [String] = []
    if number != writer.acknowledged, number != writer.attempted {
      complaints.append("\(writer.name) is \(number), not \(writer.acknowledged) or the next")
    }
    if item["data"] != writer.object(number)["data"] {
      complaints.append("\(writer.name) is half written: \(item)")
    }
    return complaints
  }

  /// Events come once each, in order, and rebuild the list.
  private func complaintsAboutEvents(_ items: [Value]) -> [String] {
    var complaints: [String] = []
    for (one, next) in zip(events, events.dropFirst()) where one.revision >= next.revision {
      complaints.append("revision \(next.revision) was told after \(one.revision)")
    }
    let told = Set(events.map(\.revision))
    for writer in writers {
      for revision in writer.revisions where !told.contains(revision) {
        complaints.append("revision \(revision) of \(writer.name) was never told")
      }
    }
    var rebuilt: [String: Int64] = [:]
    for event in events { rebuilt[event.name] = event.revision }
    for item in items {
      let name = item["metadata", "name"]?.string ?? ""
      let revision = item.revision
      // The store's own objects may be older than the first watch.
      guard name.hasPrefix("w"), rebuilt[name] != revision else { continue }
      complaints.append("\(name) is at \(revision ?? 0), and was told at \(rebuilt[name] ?? 0)")
    }
    return complaints
  }

  /// Takes what is there for acknowledged: it was seen. What lies behind needs no second look.
  mutating func settle(_ items: [Value]) {
    for item in items {
      guard let name = item["metadata", "name"]?.string,
        let place = writers.firstIndex(where: { $0.name == name }),
        let number = item["data", "part0"]?.string.flatMap(Int.init)
      else { continue }
      writers[place].acknowledged = number
      writers[place].revisions = []
    }
    var last: [String: Event] = [:]
    for event in events { last[event.name] = event }
    events = last.values.sorted { $0.revision < $1.revision }
  }
}

extension Value {
  /// The revision that an object, or a list, says it is of.
  var revision: Int64? { self["metadata", "resourceVersion"]?.string.flatMap(Int64.init) }
}
