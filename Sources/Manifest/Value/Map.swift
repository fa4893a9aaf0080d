// SPDX-License-Identifier: Apache-2.0

/// A map from strings to values that keeps the order in which its keys came.
///
/// Two keys are the same where their bytes are. Looking up a key takes constant time, whether the
/// map is small or large.
package struct Map: Sendable {
  package struct Entry: Sendable {
    package let key: String
    package var value: Value

    package init(key: String, value: Value) {
      self.key = key
      self.value = value
    }
  }

  package private(set) var entries: [Entry] = []

  /// Where each key is; nil while the map is small enough to look at every entry.
  private var places: [ExactKey: Int]?

  package init() {}

  /// A later entry of the same key takes the place of the earlier one.
  package init(_ pairs: some Sequence<(String, Value)>) {
    for (key, value) in pairs { self[key] = value }
  }

  /// The map of exactly these entries; nil where a key comes twice.
  init?(distinct entries: [Entry]) {
    self.entries = entries
    if entries.count <= Self.smallCount {
      guard entries.hasDistinctKeys else { return nil }
    } else {
      indexPlaces()
      guard places?.count == entries.count else { return nil }
    }
  }

  package var count: Int { entries.count }
  package var isEmpty: Bool { entries.isEmpty }
  package var keys: [String] { entries.map(\.key) }

  package func contains(_ key: String) -> Bool { index(of: key) != nil }

  package subscript(key: String) -> Value? {
    get { index(of: key).map { entries[$0].value } }
    set {
      switch (index(of: key), newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): remove(at: index)
      case (nil, let value?): append(Entry(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The value of the entry at a place, to be looked at and changed where it is.
  package subscript(at place: Int) -> Value {
    get { entries[place].value }
    _modify { yield &entries[place].value }
  }

  /// The place of a key among the entries.
  package func index(of key: String) -> Int? {
    if let places { return places[ExactKey(key)] }
    return entries.firstIndex { $0.key.hasSameBytes(as: key) }
  }
}

extension Map {
  /// Up to this many entries a look at each is quicker than a hash.
  private static let smallCount = 16

  private mutating func append(_ entry: Entry) {
    entries.append(entry)
    if places != nil {
      places?[ExactKey(entry.key)] = entries.count - 1
    } else if entries.count > Self.smallCount {
      indexPlaces()
    }
  }

  private mutating func remove(at index: Int) {
    entries.remove(at: index)
    places = nil
    if entries.count > Self.smallCount { indexPlaces() }
  }

  private mutating func indexPlaces() {
    var places: [ExactKey: Int] = [:]
    places.reserveCapacity(entries.count)
    for (place, entry) in entries.enumerated() { places[ExactKey(entry.key)] = place }
    self.places = places
  }
}

extension [Map.Entry] {
  /// For few entries: it compares each with each.
  fileprivate var hasDistinctKeys: Bool {
    for (place, entry) in enumerated() {
      for other in self[..<place] where other.key.hasSameBytes(as: entry.key) { return false }
    }
    return true
  }
}

extension Map: Sequence {
  package func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}

extension Map: Hashable {
  package static func == (left: Map, right: Map) -> Bool {
    guard left.count == right.count else { return false }
    if left.entries.span.isIdentical(to: right.entries.span) { return true }
    return zip(left.entries, right.entries).allSatisfy { one, other in
      // Most maps that are equal have their entries in the same order.
      one.value == (one.key.hasSameBytes(as: other.key) ? other.value : right[one.key])
    }
  }

  package func hash(into hasher: inout Hasher) {
    // The order of entries must not matter, so their hashes are combined by a sum.
    var sum = 0
    for entry in entries {
      var one = Hasher()
      one.combine(entry.key)
      one.combine(entry.value)
      sum &+= one.finalize()
    }
    hasher.combine(sum)
  }
}

extension Map: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}
