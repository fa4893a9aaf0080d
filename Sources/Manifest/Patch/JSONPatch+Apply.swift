// SPDX-License-Identifier: Apache-2.0

extension Value {
  /// This document after all operations of the patch; where one fails nothing has happened.
  package func applying(_ patch: JSONPatch) throws(ManifestError) -> Value {
    var document = self
    var copies = CopyBudget()
    for (index, operation) in patch.operations.enumerated() {
      do {
        try document.apply(operation, &copies)
      } catch {
        throw ManifestError("apply JSON patch", "operation \(index) (\(operation)): \(error.cause)")
      }
    }
    return document
  }

  private mutating func apply(
    _ operation: JSONPatch.Operation, _ copies: inout CopyBudget
  ) throws(Refusal) {
    switch operation {
    case .add(let path, let value): try add(value, at: path)
    case .remove(let path): _ = try remove(at: path)
    case .replace(let path, let value): try replace(value, at: path)
    case .move(let from, let path):
      let value = try remove(at: from)
      try CopyBudget.checkDepth(of: value, at: path)
      try add(value, at: path)
    case .copy(let from, let path):
      let value = try find(from)
      try CopyBudget.checkDepth(of: value, at: path)
      try copies.take(value)
      try add(value, at: path)
    case .test(let path, let expected): try test(expected, at: path)
    }
  }

  private mutating func add(_ value: Value, at path: JSONPointer) throws(Refusal) {
    guard let last = path.tokens.last else {
      self = value
      return
    }
    try change(path.tokens.dropLast()) { (parent: inout Value) throws(Refusal) in
      switch parent {
      case .map: parent[last] = value
      case .list(var list):
        let index = last == "-" ? list.count : try position(last, in: list, isNew: true)
        parent = .null
        list.insert(value, at: index)
        parent = .list(list)
      default: throw Refusal("its parent is \(parent.aKind)")
      }
    }
  }

  private mutating func remove(at path: JSONPointer) throws(Refusal) -> Value {
    guard let last = path.tokens.last else { throw Refusal("the whole document cannot be removed") }
    let removed = try find(path)
    try change(path.tokens.dropLast()) { (parent: inout Value) throws(Refusal) in
      if case .list(var list) = parent {
        parent = .null
        list.remove(at: try position(last, in: list))
        parent = .list(list)
      } else {
        parent[last] = nil
      }
    }
    return removed
  }

  /// As in kube-apiserver, a member that is absent is added to its map.
  private mutating func replace(_ value: Value, at path: JSONPointer) throws(Refusal) {
    if try isAbsent(path) { return try add(value, at: path) }
    try change(path.tokens[...]) { (found: inout Value) throws(Refusal) in found = value }
  }

  /// As in kube-apiserver, a member that is absent passes for one that is null.
  private func test(_ expected: Value, at path: JSONPointer) throws(Refusal) {
    if expected.isNull, try isAbsent(path) { return }
    guard try find(path).isSameJSON(as: expected) else {
      throw Refusal("the value there is not the expected one")
    }
  }

  /// Whether the path leads to a map, but to no entry of it.
  private func isAbsent(_ path: JSONPointer) throws(Refusal) -> Bool {
    guard let last = path.tokens.last else { return false }
    return try find(path.parent).map?.contains(last) == false
  }

  private func find(_ path: JSONPointer) throws(Refusal) -> Value {
    var value = self
    for token in path.tokens { value = try value.child(token) }
    return value
  }

  /// Changes the value at the end of the path, and nothing if that throws.
  private mutating func change(
    _ path: ArraySlice<String>, _ body: (inout Value) throws(Refusal) -> Void
  ) throws(Refusal) {
    guard let first = path.first else { return try body(&self) }
    var child = try child(first)
    try child.change(path.dropFirst(), body)
    if case .list(var list) = self {
      self = .null
      list[try position(first, in: list)] = child
      self = .list(list)
    } else {
      self[first] = child
    }
  }

  private func child(_ token: String) throws(Refusal) -> Value {
    switch self {
    case .map(let map):
      guard let value = map[token] else { throw Refusal("there is no \"\(token)\"") }
      return value
    case .list(let list): return list[try position(token, in: list)]
    default: throw Refusal("there is no \"\(token)\" in \(aKind)")
    }
  }

  /// Equality in which 1 and 1.0 are the same number.
  private func isSameJSON(as other: Value) -> Bool {
    switch (self, other) {
    case (.list(let one), .list(let two)):
      one.count == two.count && zip(one, two).allSatisfy { $0.isSameJSON(as: $1) }
    case (.map(let one), .map(let two)):
      one.count == two.count
        && one.allSatisfy { entry in two[entry.key].map(entry.value.isSameJSON) ?? false }
    case (.int, .double), (.double, .int): double == other.double
    default: self == other
    }
  }
}

/// The index a token stands for in a list: digits, without a leading zero.
private func position(
  _ token: String, in list: [Value], isNew: Bool = false
) throws(Refusal) -> Int {
  let digits = token.utf8
  guard let first = digits.first, digits.allSatisfy({ (0x30...0x39).contains($0) }),
    first != 0x30 || digits.count == 1
  else { throw Refusal("\"\(token)\" is not the index of a list item") }
  guard let index = Int(token), index < list.count + (isNew ? 1 : 0) else {
    throw Refusal("index \(token) is out of range, the list has \(list.count) items")
  }
  return index
}
