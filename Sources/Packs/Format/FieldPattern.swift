// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A field of bodies, as packs name it: `properties.rules[*].name`. Items of lists are all alike; after `**` it
/// is the field at any depth.
struct FieldPattern: Sendable, Hashable {
  enum Step: Sendable, Hashable {
    case key(String)
    case item
    case anywhere
  }

  var steps: [Step]

  init(steps: [Step] = []) { self.steps = steps }

  /// `.` alone is all there is.
  init(_ text: String) {
    steps = text.split(separator: ".").flatMap { word -> [Step] in
      if word == "**" { return [.anywhere] }
      guard word.hasSuffix("[*]") else { return [.key(String(word))] }
      return [.key(String(word.dropLast(3))), .item]
    }
  }

  func key(_ key: String) -> FieldPattern { FieldPattern(steps: steps + [.key(key)]) }
  var item: FieldPattern { FieldPattern(steps: steps + [.item]) }

  /// Whether it is the field, or one that the field is within.
  func holds(_ field: FieldPattern) -> Bool { field.steps.starts(with: steps) }

  static func list(_ key: String, _ fields: inout Fields) throws(PackError) -> [FieldPattern] {
    try fields.texts(key).map { FieldPattern($0) }
  }

  /// Lists, and the field that tells their items apart.
  static func keys(
    _ key: String, _ fields: inout Fields
  ) throws(PackError) -> [FieldPattern: String] {
    guard let (value, path) = fields.take(key) else { return [:] }
    var keys: [FieldPattern: String] = [:]
    for entry in value.map ?? [:] {
      guard let field = entry.value.string else {
        throw fields.error(path.key(entry.key), "the name of a field is wanted")
      }
      keys[FieldPattern(entry.key)] = field
    }
    return keys
  }
}

extension FieldPattern: CustomStringConvertible {
  var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .item: text += "[*]"
      case .anywhere: text += text.isEmpty ? "**" : ".**"
      }
    }
    return text.isEmpty ? "." : text
  }
}

extension Value {
  /// What stands at a field that is within no list.
  subscript(field: FieldPattern) -> Value? {
    var value: Value? = self
    for case .key(let key) in field.steps { value = value?[key] }
    return value
  }

  /// Without the field, in every item of the lists on the way.
  func removing(_ field: FieldPattern) -> Value { removing(field.steps[...]) }

  private func removing(_ steps: ArraySlice<FieldPattern.Step>) -> Value {
    switch (steps.first, self) {
    case (.key(let key), .map(var map)):
      map[key] = steps.count == 1 ? nil : map[key]?.removing(steps.dropFirst())
      return .map(map)
    case (.item, .list(let items)):
      return .list(items.map { $0.removing(steps.dropFirst()) })
    case (.anywhere, .map):
      let map = removing(steps.dropFirst()).map ?? [:]
      return .map(Map(map.map { ($0.key, $0.value.removing(steps)) }))
    case (.anywhere, .list(let items)): return .list(items.map { $0.removing(steps) })
    default: return self
    }
  }

  /// With entries put into the map at a field that is within no list.
  func adding(_ entries: Map, at field: FieldPattern) -> Value {
    adding(entries, at: field.steps[...])
  }

  private func adding(_ entries: Map, at steps: ArraySlice<FieldPattern.Step>) -> Value {
    var result = self.map == nil ? Value.map([:]) : self
    guard case .key(let key) = steps.first else {
      for entry in entries { result[entry.key] = entry.value }
      return result
    }
    result[key] = (result[key] ?? [:]).adding(entries, at: steps.dropFirst())
    return result
  }

  /// Without fields that are null, at any depth.
  var withoutNulls: Value {
    switch self {
    case .map(let map):
      .map(Map(map.filter { !$0.value.isNull }.map { ($0.key, $0.value.withoutNulls) }))
    case .list(let items): .list(items.map(\.withoutNulls))
    default: self
    }
  }
}
