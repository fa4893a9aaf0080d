// SPDX-License-Identifier: Apache-2.0

/// A path through a document in kubectl's dialect of JSONPath: `.items[*].metadata.name`.
package struct JSONPath: Sendable, Hashable {
  package enum MissingKeys: Sendable {
    /// A key that is nowhere to be found has no results.
    case allowed
    case refused
  }

  let steps: [Step]
  private let text: String

  init(steps: [Step], text: String) {
    self.steps = steps
    self.text = text
  }

  /// Reads a path as printer columns and field paths have it: `.a.b`, `a.b`, `{.a.b}` or `{a.b}`.
  package init(parsing text: String) throws(ManifestError) {
    var inner = text[...]
    if inner.first == "{", inner.last == "}" { inner = inner.dropFirst().dropLast() }
    do throws(Refusal) {
      var parser = JSONPathParser(inner)
      guard let first = parser.peek else { throw Refusal("it is empty") }
      // The dot may be left out before a key.
      let key = ".[$@ ".unicodeScalars.contains(first) ? [] : [parser.field()]
      self.init(steps: key + (try parser.steps(toEnd: true)), text: text)
    } catch {
      throw ManifestError("read JSONPath \"\(text)\"", error.cause)
    }
  }

  /// All that the path leads to, in the order of the document; the entries of a map by their keys.
  package func results(
    in value: Value, missingKeys: MissingKeys = .allowed
  ) throws(ManifestError) -> [Value] {
    if let single = plain(value) { return [single] }
    do {
      return try JSONPathWalk(missingKeys: missingKeys).follow(steps, from: [value])
    } catch {
      throw ManifestError("follow JSONPath \"\(text)\"", error.cause)
    }
  }

  /// The first of the results.
  package func first(in value: Value) throws(ManifestError) -> Value? {
    if let single = plain(value) { return single }
    return try results(in: value).first
  }

  /// Follows a path of nothing but keys, as most are, without making lists of results.
  private func plain(_ value: Value) -> Value? {
    var value = value
    for step in steps {
      guard case .field(let key) = step, let next = value[key] else { return nil }
      value = next
    }
    return value
  }
}

extension JSONPath: CustomStringConvertible {
  package var description: String { text }
}

/// One step from some values to others.
indirect enum Step: Sendable, Hashable {
  case field(String)
  case slice(Slice)
  case wildcard
  /// The values themselves and all below them.
  case descent
  case filter(Filter)
  case union([[Step]])
  /// A value that stands in the path itself.
  case literal(Value)

  /// Bounds of items in a list; negative ones count from the end.
  struct Slice: Sendable, Hashable {
    var from: Int?
    var to: Int?
    var by: Int?
    /// One item, rather than all up to the end.
    var isIndex = false
  }

  struct Filter: Sendable, Hashable {
    var left: [Step]
    /// The comparison and its right side; without one the left side need only exist.
    var comparison: Comparison?
    var right: [Step] = []
  }

  enum Comparison: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }
}
