// SPDX-License-Identifier: Apache-2.0

import CYAML

/// Makes values of the events of one YAML text, with the meaning that kubectl gives them.
struct YAMLReader: ~Copyable {
  private var events: EventReader
  private let limits: Limits
  private let recordsMarks: Bool
  private var cache = KeyCache()
  private var items = Scratch<Value>()
  private var entries = Scratch<Map.Entry>()
  private var keyMarks: [Mark] = []
  private var marks = Scratch<Marks>()
  private var anchors = Anchors()
  private var depth = 0

  /// The text is lent: it must outlive the reader.
  @unsafe init(
    _ text: UnsafeBufferPointer<UInt8>, _ dialect: Dialect, limits: Limits,
    recordsMarks: Bool = false
  ) {
    unsafe events = EventReader(text, dialect)
    self.limits = limits
    self.recordsMarks = recordsMarks
  }

  /// Reads the next document; nil where there is none.
  mutating func document() throws(Problem) -> Value? {
    repeat {
      try events.advance()
      if events.type == YAML_STREAM_END_EVENT { return nil }
    } while events.type != YAML_DOCUMENT_START_EVENT
    anchors = Anchors()
    try events.advance()
    let value = try node(at: events.mark)
    // What is wrong behind a document's last node comes up when its end is looked for.
    try events.advance()
    return value
  }

  /// The marks of the document that was read last; they were asked for when the reader was made.
  mutating func takeMarks() -> Marks? { marks.take(from: 0).last }
}

extension YAMLReader {
  /// Makes a value of the event at hand and those that belong to it.
  private mutating func node(at mark: Mark) throws(Problem) -> Value {
    let above = marks.count
    let value = try anchoredNode()
    if recordsMarks { marks.push(Marks(mark: mark, children: marks.take(from: above))) }
    return value
  }

  private mutating func anchoredNode() throws(Problem) -> Value {
    guard let name = events.anchor else { return try plainNode() }
    let opened = anchors.open(name, depth: depth)
    let above = marks.count
    let value = try plainNode()
    anchors.close(name, opened, value, marks: marks.copy(from: above))
    return value
  }

  private mutating func plainNode() throws(Problem) -> Value {
    switch events.type {
    case YAML_SEQUENCE_START_EVENT: return .list(try list())
    case YAML_MAPPING_START_EVENT: return .map(try map())
    case YAML_ALIAS_EVENT: return try alias()
    default:
      anchors.count(bytes: events.length, depth: depth)
      return try events.value()
    }
  }

  private mutating func alias() throws(Problem) -> Value {
    let node = try anchors.node(events.alias, at: events.mark, depth: depth, limits: limits)
    for place in node.marks { marks.push(place) }
    return node.value
  }

  private mutating func list() throws(Problem) -> [Value] {
    let start = items.count
    try open()
    while events.type != YAML_SEQUENCE_END_EVENT {
      items.push(try node(at: events.mark))
      try events.advance()
    }
    depth -= 1
    return items.take(from: start)
  }

  private mutating func map() throws(Problem) -> Map {
    let start = entries.count
    let firstMark = marks.count
    var merges: [Int] = []
    try open()
    while events.type != YAML_MAPPING_END_EVENT {
      let mark = events.mark
      keyMarks.append(mark)
      let key = try self.key()
      try events.advance()
      if case .name(let name) = key {
        entries.push(Map.Entry(key: name, value: try node(at: mark)))
      } else {
        merges.append(entries.count - start)
        entries.push(Map.Entry(key: "<<", value: try mergedNode()))
      }
      try events.advance()
    }
    depth -= 1
    let taken = entries.take(from: start)
    defer { keyMarks.removeLast(taken.count) }
    if merges.isEmpty, let map = Map(distinct: taken) { return map }
    return try merged(taken, at: merges, marksFrom: firstMark)
  }

  private mutating func open() throws(Problem) {
    depth += 1
    if depth > limits.depth { throw .tooDeep(at: events.mark, limit: limits.depth) }
    anchors.count(bytes: 0, depth: depth)
    try events.advance()
  }

  private mutating func key() throws(Problem) -> EntryKey {
    switch events.type {
    case YAML_SCALAR_EVENT:
      anchors.count(bytes: events.length, depth: depth)
      if let name = events.anchor {
        let opened = anchors.open(name, depth: depth)
        anchors.close(name, opened, try events.value(), marks: [])
      }
      return try events.key(&cache)
    case YAML_ALIAS_EVENT: return .name(try events.name(of: try alias()))
    default: return .name(try events.name(of: events.type == YAML_MAPPING_START_EVENT ? [:] : []))
    }
  }
}

extension YAMLReader {
  /// Reads what stands behind `<<:`.
  private mutating func mergedNode() throws(Problem) -> Value {
    let mark = events.mark
    let value = try node(at: mark)
    let parts = value.list ?? [value]
    guard parts.allSatisfy({ $0.map != nil }) else {
      throw Problem(mark: mark, cause: "<< takes a map, or a list of maps, not a \(value.kind)")
    }
    return value
  }

  /// The map of entries among which there are merges, or two of the same key.
  ///
  /// A merge counts where it stands, as kubectl has it: its entries take the place of earlier ones.
  private mutating func merged(
    _ taken: [Map.Entry], at merges: [Int], marksFrom firstMark: Int
  ) throws(Problem) -> Map {
    let places = marks.take(from: firstMark)
    var map = MarkedMap()
    var own: Set<ExactKey> = []
    for (index, entry) in taken.enumerated() {
      let place = recordsMarks ? places[index] : nil
      if merges.contains(index) {
        map.merge(entry.value, marks: place)
      } else if own.insert(ExactKey(entry.key)).inserted {
        map.set(entry.key, entry.value, marks: place)
      } else {
        let mark = keyMarks[keyMarks.count - taken.count + index]
        throw .repeatedKey(entry.key, at: mark)
      }
    }
    for mark in map.marks { marks.push(mark) }
    return map.map
  }
}

extension MarkedMap {
  /// Adds the entries of a map, or of a list of maps, of which the first counts most.
  fileprivate mutating func merge(_ value: Value, marks: Marks?) {
    if let list = value.list {
      for (index, item) in list.enumerated().reversed() {
        merge(item, marks: marks?.children[index])
      }
    }
    for (index, entry) in (value.map ?? [:]).entries.enumerated() {
      set(entry.key, entry.value, marks: marks?.children[index])
    }
  }
}
