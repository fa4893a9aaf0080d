// SPDX-License-Identifier: Apache-2.0

/// Takes the steps of a path through a document.
struct JSONPathWalk {
  let missingKeys: JSONPath.MissingKeys

  /// A short path can have more results than anyone could store, by going the same ways again.
  private static let limit = 100_000

  func follow(_ steps: [Step], from values: [Value]) throws(Refusal) -> [Value] {
    var values = values
    for step in steps { values = try take(step, from: values) }
    return values
  }

  private func check(_ found: [Value]) throws(Refusal) {
    if found.count > Self.limit { throw Refusal("it has more than \(Self.limit) results") }
  }

  private func take(_ step: Step, from values: [Value]) throws(Refusal) -> [Value] {
    switch step {
    case .field(let key): return try field(key, of: values)
    case .literal(.string(let text)): return [.string(text)]
    case .literal(let value): return values.map { _ in value }
    case .wildcard: return values.flatMap(\.children)
    case .descent:
      var found: [Value] = []
      for value in values {
        value.collectDescendants(into: &found)
        try check(found)
      }
      return found
    case .union(let paths):
      var found: [Value] = []
      for path in paths {
        found += try follow(path, from: values)
        try check(found)
      }
      return found
    case .slice(let slice): return try items(slice, of: values)
    case .filter(let filter): return try items(where: filter, of: values)
    }
  }

  private func field(_ key: String, of values: [Value]) throws(Refusal) -> [Value] {
    let found = values.compactMap { $0[key] }
    if found.isEmpty, !values.isEmpty, missingKeys == .refused {
      throw Refusal("there is no \"\(key)\"")
    }
    return found
  }

  private func items(_ slice: Step.Slice, of values: [Value]) throws(Refusal) -> [Value] {
    var found: [Value] = []
    for value in values where !value.isNull {
      guard let list = value.list else {
        throw Refusal("\(value.aKind) has no items by number")
      }
      let (bounds, step) = try slice.bounds(in: list.count)
      for index in stride(from: bounds.lowerBound, to: bounds.upperBound, by: step) {
        found.append(list[index])
      }
    }
    return found
  }

  private func items(where filter: Step.Filter, of values: [Value]) throws(Refusal) -> [Value] {
    var found: [Value] = []
    for value in values {
      guard let list = value.list else {
        throw Refusal("\(value.aKind) has no items to filter")
      }
      for item in list where try holds(filter, for: item) { found.append(item) }
    }
    return found
  }

  private func holds(_ filter: Step.Filter, for item: Value) throws(Refusal) -> Bool {
    guard let comparison = filter.comparison else {
      // A key that is missing is what such a filter looks for.
      return !(try JSONPathWalk(missingKeys: .allowed).follow(filter.left, from: [item])).isEmpty
    }
    let left = try follow(filter.left, from: [item])
    let right = try follow(filter.right, from: [item])
    guard left.count <= 1, right.count <= 1 else {
      throw Refusal("a filter can compare one value at a time")
    }
    guard let left = left.first, let right = right.first else { return false }
    return try comparison.holds(left, right)
  }
}

extension Step.Slice {
  /// The items meant in a list of so many, and the distance between them.
  fileprivate func bounds(in count: Int) throws(Refusal) -> (Range<Int>, Int) {
    var from = from ?? 0
    if from < 0 { from += count }
    var to = isIndex ? from + 1 : to ?? count
    if to < 0 { to += count }
    if from == to { return (0..<0, 1) }
    guard (0..<count).contains(from) else { throw Self.outOfBounds(from, count) }
    guard (0...count).contains(to) else { throw Self.outOfBounds(to - 1, count) }
    guard from < to else { throw Refusal("a slice cannot begin at \(from) and end at \(to)") }
    let step = by ?? 1
    guard step > 0 else { throw Refusal("the step of a slice must be above 0") }
    return (from..<to, step)
  }

  private static func outOfBounds(_ index: Int, _ count: Int) -> Refusal {
    Refusal("index \(index) is out of range, the list has \(count) items")
  }
}

extension Step.Comparison {
  fileprivate func holds(_ left: Value, _ right: Value) throws(Refusal) -> Bool {
    switch (left, right) {
    case (.string(let one), .string(let two)): return holds(one, two)
    case (.int(let one), .int(let two)): return holds(one, two)
    case (.int, .double), (.double, .int), (.double, .double):
      return holds(left.double ?? 0, right.double ?? 0)
    case (.bool(let one), .bool(let two)) where self == .equal: return one == two
    case (.bool(let one), .bool(let two)) where self == .notEqual: return one != two
    default: throw Refusal("\(left.kind) \(rawValue) \(right.kind) cannot be compared")
    }
  }

  private func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}

extension Value {
  /// What a map or a list holds.
  fileprivate var children: [Value] {
    switch self {
    case .list(let list): list
    case .map(let map): map.entries.sorted { $0.key < $1.key }.map(\.value)
    default: []
    }
  }

  /// kubectl counts text among the things that can be descended into, and no other scalar.
  fileprivate func collectDescendants(into found: inout [Value]) {
    let children = children
    if !children.isEmpty || string?.isEmpty == false { found.append(self) }
    for child in children { child.collectDescendants(into: &found) }
  }
}
