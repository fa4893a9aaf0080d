// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// A map of a pack as it is read: field by field, each error with the place of its field. What nobody asked
/// for is refused at the end.
///
/// A second map may stand in for fields that the first does not have.
struct Fields {
  let document: Document
  let path: Path
  private let own: Map
  private let usual: (map: Map, path: Path)?
  private var known: Set<String> = []

  init(_ document: Document, at path: Path, usual: Path? = nil) throws(PackError) {
    self.document = document
    self.path = path
    guard let map = document.value[path]?.map else {
      throw Self.error(document, path, "a map is wanted")
    }
    own = map
    self.usual = usual.flatMap { path in document.value[path]?.map.map { ($0, path) } }
  }

  /// The value of a field, and where it stands; `null` takes a usual one away.
  mutating func take(_ key: String) -> (value: Value, path: Path)? {
    known.insert(key)
    if let value = own[key] { return value.isNull ? nil : (value, path.key(key)) }
    guard let usual, let value = usual.map[key], !value.isNull else { return nil }
    return (value, usual.path.key(key))
  }

  mutating func text(_ key: String) throws(PackError) -> String? {
    guard let (value, path) = take(key) else { return nil }
    guard let text = value.string, !text.isEmpty else { throw error(path, "a text is wanted") }
    return text
  }

  mutating func need(_ key: String) throws(PackError) -> String {
    guard let text = try text(key) else { throw error(path, "the field \(key) is missing") }
    return text
  }

  mutating func flag(_ key: String) throws(PackError) -> Bool? {
    guard let (value, path) = take(key) else { return nil }
    guard let flag = value.bool else { throw error(path, "true or false is wanted") }
    return flag
  }

  mutating func texts(_ key: String) throws(PackError) -> [String] {
    guard let (value, path) = take(key) else { return [] }
    let texts = (value.list ?? [value]).map(\.string)
    guard !texts.contains(nil) else { throw error(path, "a list of texts is wanted") }
    return texts.compactMap(\.self)
  }

  mutating func numbers(_ key: String) throws(PackError) -> [Int] {
    guard let (value, path) = take(key) else { return [] }
    let numbers = (value.list ?? [value]).map { $0.int.map(Int.init) }
    guard !numbers.contains(nil) else { throw error(path, "a list of numbers is wanted") }
    return numbers.compactMap(\.self)
  }

  mutating func choice<Choice>(
    _ key: String, _ type: Choice.Type
  ) throws(PackError) -> Choice? where Choice: RawRepresentable<String> & CaseIterable {
    guard let text = try text(key) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw error(path.key(key), "\"\(text)\" is none of \(all)")
    }
    return choice
  }

  mutating func expression(_ key: String) throws(PackError) -> Expression? {
    guard let (value, path) = take(key) else { return nil }
    return try expression(value, at: path)
  }

  /// The expressions under a map's keys.
  mutating func expressions(_ key: String) throws(PackError) -> [Entry] {
    guard let (value, path) = take(key) else { return [] }
    guard let map = value.map else { throw error(path, "a map is wanted") }
    var entries: [Entry] = []
    for entry in map {
      let expression = try expression(entry.value, at: path.key(entry.key))
      entries.append(Entry(name: entry.key, expression: expression))
    }
    return entries
  }

  func expression(_ value: Value, at path: Path) throws(PackError) -> Expression {
    do {
      return try Expression(parsing: value, at: path)
    } catch {
      throw self.error(path, error.cause, hint: error.hint)
    }
  }

  func error(_ path: Path, _ cause: String, hint: String? = nil) -> PackError {
    Self.error(document, path, cause, hint: hint)
  }

  /// Refuses what nobody asked for.
  func finish() throws(PackError) {
    for (map, path) in [(own, path)] + (usual.map { [($0.map, $0.path)] } ?? []) {
      for entry in map where !known.contains(entry.key) {
        throw error(
          path.key(entry.key), "there is no field \"\(entry.key)\"",
          hint: "the fields here are \(known.sorted().joined(separator: ", "))")
      }
    }
  }

  private static func error(
    _ document: Document, _ path: Path, _ cause: String, hint: String? = nil
  ) -> PackError {
    PackError("load \(document.position(of: path))", "\(path): \(cause)", hint: hint)
  }
}

/// A name, and what it stands for.
package struct Entry: Sendable {
  package let name: String
  let expression: Expression
}
