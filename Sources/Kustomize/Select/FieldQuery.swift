// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A way to fields of an object, as replacements write it: `spec.containers.[name=app].image`.
struct FieldQuery {
  private enum Step {
    case field(String)
    case index(Int)
    /// The items whose field, or who themselves, match a pattern.
    case items(field: String, text: String, Pattern)
    case every
  }

  private let steps: [Step]
  private let text: String

  init(_ text: String) throws(Fault) {
    self.text = text
    var steps: [Step] = []
    for part in Self.parts(of: text) { steps.append(try Self.step(part)) }
    self.steps = steps
  }

  /// The parts between dots; a dot behind a backslash, or in brackets, is part of a name.
  private static func parts(of text: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var isInBrackets = false
    for character in text {
      switch character {
      case "." where part.hasSuffix("\\"): part = part.dropLast() + "."
      case "." where !isInBrackets:
        parts.append(part)
        part = ""
      case "[":
        isInBrackets = true
        part.append(character)
      case "]":
        isInBrackets = false
        part.append(character)
      default: part.append(character)
      }
    }
    parts.append(part)
    return parts.filter { !$0.isEmpty }
  }

  private static func step(_ part: String) throws(Fault) -> Step {
    if part == "*" { return .every }
    if part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(part) {
      return .index(index)
    }
    guard part.hasPrefix("["), part.hasSuffix("]") else { return .field(part) }
    let inner = part.dropFirst().dropLast()
    guard let equals = inner.firstIndex(of: "=") else { return .field(String(inner)) }
    let wanted = String(inner[inner.index(after: equals)...])
    return .items(field: String(inner[..<equals]), text: wanted, try Pattern(wanted))
  }

  /// The first value the way leads to; nil where there is none.
  func value(in object: Value) throws(Fault) -> Value? {
    var copy = object
    var found: Value?
    try visit(&copy, making: nil) { (value, _) throws(Fault) in found = found ?? value }
    return found
  }

  typealias Change = (_ value: inout Value, _ isNew: Bool) throws(Fault) -> Void

  /// Changes every value the way leads to. What is absent is made, where there is something to make
  /// it for.
  func visit(
    _ object: inout Value, making new: Value?, _ change: Change
  ) throws(Fault) {
    try visit(&object, steps[...], making: new, change)
  }

  private func visit(
    _ value: inout Value, _ rest: ArraySlice<Step>, making new: Value?,
    isNew: Bool = false, _ change: Change
  ) throws(Fault) {
    guard let step = rest.first else { return try change(&value, isNew) }
    switch step {
    case .field(let name): try visit(name, of: &value, rest, making: new, change)
    case .every:
      try items(of: &value) { (items) throws(Fault) in
        for index in items.indices {
          try visit(&items[index], rest.dropFirst(), making: new, change)
        }
      }
    case .index(let index):
      try items(of: &value) { (items) throws(Fault) in
        let isNew = index == items.count && new != nil
        if isNew, let new { items.append(Self.made(rest.dropFirst().first, new)) }
        guard index < items.count else {
          throw Fault("\(text): item \(index) is wanted of a list that has \(items.count)")
        }
        try visit(&items[index], rest.dropFirst(), making: new, isNew: isNew, change)
      }
    case .items(let field, let wanted, let pattern):
      try items(of: &value) { (items) throws(Fault) in
        try visitItems(field, wanted, pattern, &items, rest, making: new, change)
      }
    }
  }

  private func visit(
    _ name: String, of value: inout Value, _ rest: ArraySlice<Step>, making new: Value?,
    _ change: Change
  ) throws(Fault) {
    if value.isNull { if new == nil { return } else { value = .map(Map()) } }
    guard case .map(var map) = value else {
      throw Fault("\(text): \"\(name)\" is looked for in a \(value.kind)")
    }
    let isNew = !map.contains(name)
    if isNew {
      guard let new else { return }
      map[name] = Self.made(rest.dropFirst().first, new)
    }
    value = .null
    defer { value = .map(map) }
    guard let place = map.index(of: name) else { return }
    try visit(&map[at: place], rest.dropFirst(), making: new, isNew: isNew, change)
  }

  private func visitItems(
    _ field: String, _ wanted: String, _ pattern: Pattern, _ items: inout [Value],
    _ rest: ArraySlice<Step>, making new: Value?, _ change: Change
  ) throws(Fault) {
    let matches = { (item: Value) in
      let text = field.isEmpty ? item.scalarText : item[field]?.scalarText
      return text.map { pattern.matches(within: $0) } ?? false
    }
    if new != nil, !items.contains(where: matches) {
      items.append(field.isEmpty ? .string(wanted) : .map([field: .string(wanted)]))
    }
    for index in items.indices where matches(items[index]) {
      // Items that are scalars are the end of the way.
      try visit(&items[index], field.isEmpty ? [] : rest.dropFirst(), making: new, change)
    }
  }

  private func items(
    of value: inout Value, _ body: (inout [Value]) throws(Fault) -> Void
  ) throws(Fault) {
    guard case .list(var items) = value else {
      throw Fault("\(text): a list is wanted, where there is a \(value.kind)")
    }
    value = .null
    defer { value = .list(items) }
    try body(&items)
  }

  /// What is made for the step that comes next, or for the new value itself.
  private static func made(_ next: Step?, _ new: Value) -> Value {
    switch next {
    case .field: .map(Map())
    case .index, .items, .every: .list([])
    case nil:
      switch new {
      case .map: .map(Map())
      case .list: .list([])
      default: .string("")
      }
    }
  }
}
