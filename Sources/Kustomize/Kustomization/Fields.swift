// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A map of a kustomization file, read field by field, with the place of every mistake.
struct Fields {
  let map: Map
  let path: Path
  let document: Document

  /// Only the known fields may be there.
  init(_ value: Value, at path: Path, in document: Document, known: Set<String>)
    throws(KustomizeError)
  {
    self.path = path
    self.document = document
    guard let map = value.isNull ? Map() : value.map else {
      throw KustomizeError(
        at: document.position(of: path), "\(path) must be a map, not a \(value.kind)")
    }
    self.map = map
    for entry in map where !known.contains(entry.key) {
      throw KustomizeError(
        at: document.position(of: path.key(entry.key)), "unknown field \"\(entry.key)\"",
        hint: Nearest.word(to: entry.key, among: known).map { "did you mean \"\($0)\"?" })
    }
  }

  func has(_ key: String) -> Bool { self[key] != nil }

  /// The field; nil where it is absent or null.
  private subscript(key: String) -> Value? {
    guard let value = map[key], !value.isNull else { return nil }
    return value
  }

  func position(of key: String) -> Position { document.position(of: path.key(key)) }

  func mistake(_ key: String, _ cause: String, hint: String? = nil) -> KustomizeError {
    KustomizeError(at: position(of: key), "\(path.key(key)): \(cause)", hint: hint)
  }

  private func wrong(_ key: String, _ wanted: String, _ value: Value) -> KustomizeError {
    mistake(key, "must be \(wanted), not \(value.kind)")
  }

  func string(_ key: String) throws(KustomizeError) -> String {
    guard let value = self[key] else { return "" }
    guard let text = value.string else { throw wrong(key, "a string", value) }
    return text
  }

  func bool(_ key: String) throws(KustomizeError) -> Bool {
    guard let value = self[key] else { return false }
    guard let bool = value.bool else { throw wrong(key, "a boolean", value) }
    return bool
  }

  func int(_ key: String) throws(KustomizeError) -> Int64 {
    guard let value = self[key] else { return 0 }
    guard let int = value.int else { throw wrong(key, "an integer", value) }
    return int
  }

  func list(_ key: String) throws(KustomizeError) -> [Value] {
    guard let value = self[key] else { return [] }
    guard let list = value.list else { throw wrong(key, "a list", value) }
    return list
  }

  func strings(_ key: String) throws(KustomizeError) -> [String] {
    var strings: [String] = []
    for value in try list(key) {
      guard let text = value.isNull ? "" : value.string else {
        throw wrong(key, "a list of strings", value)
      }
      strings.append(text)
    }
    return strings
  }

  /// A map of strings, its keys sorted.
  func texts(_ key: String) throws(KustomizeError) -> [(key: String, value: String)] {
    guard let value = self[key] else { return [] }
    guard let map = value.map else { throw wrong(key, "a map of strings", value) }
    var texts: [(key: String, value: String)] = []
    for entry in map {
      guard let text = entry.value.isNull ? "" : entry.value.string else {
        throw KustomizeError(
          at: document.position(of: path.key(key).key(entry.key)),
          "\(path.key(key).key(entry.key)) must be a string, not a \(entry.value.kind)",
          hint: "put it in quotes")
      }
      texts.append((entry.key, text))
    }
    return texts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  /// The maps of a list.
  func each<Rule>(
    _ key: String, knowing known: Set<String>, _ make: (Fields) throws(KustomizeError) -> Rule
  ) throws(KustomizeError) -> [Rule] {
    var rules: [Rule] = []
    for (index, value) in try list(key).enumerated() {
      let place = path.key(key).index(index)
      rules.append(try make(Fields(value, at: place, in: document, known: known)))
    }
    return rules
  }

  /// A map within this one; nil where it is absent.
  func within(_ key: String, knowing known: Set<String>) throws(KustomizeError) -> Fields? {
    guard let value = self[key] else { return nil }
    return try Fields(value, at: path.key(key), in: document, known: known)
  }
}
