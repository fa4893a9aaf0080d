// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Takes out of an answer what no two servers can have in common: identifiers, revisions, times.
struct Mask {
  let namespace: String
  /// Revisions that were seen, which error messages repeat.
  let revisions: Set<String>

  private static let byKey = [
    "uid": "UID", "resourceVersion": "RV", "creationTimestamp": "TIME",
    "deletionTimestamp": "TIME", "time": "TIME", "lastTransitionTime": "TIME",
    "continue": "CONTINUE", "selfLink": "LINK",
  ]

  func applied(to value: Value, at key: String = "") -> Value {
    switch value {
    case .map(let map):
      return .map(
        Map(
          map.entries.filter { $0.key != "continue" || $0.value != "" }
            .sorted { $0.key < $1.key }.map { entry in
              (text(entry.key), masked(entry.value, at: entry.key))
            }))
    case .list(let list): return .list(list.map { applied(to: $0, at: key) })
    case .string(let string): return .string(text(string))
    default: return value
    }
  }

  private func masked(_ value: Value, at key: String) -> Value {
    if let mask = Self.byKey[key], case .string(let text) = value, !text.isEmpty {
      return .string(mask)
    }
    switch (key, value) {
    case ("managedFields", .list(let entries)): return .list(managers(entries))
    case ("items", .list(let items)):
      // The real server leaves out of a list of its own kinds what the list's kind says already.
      return .list(
        items.map { item in
          guard item["metadata"] != nil else { return applied(to: item) }
          var item = applied(to: item)
          item["apiVersion"] = nil
          item["kind"] = nil
          return item
        })
    default: return applied(to: value, at: key)
    }
  }

  /// Entries that say of which subresource they are, are newer than the real server at hand: there
  /// they are one with the main entry of the same manager.
  private func managers(_ entries: [Value]) -> [Value] {
    var merged: [Value: Value] = [:]
    for entry in entries {
      var key = applied(to: entry)
      let fields = key["fieldsV1"] ?? [:]
      key["subresource"] = nil
      key["fieldsV1"] = nil
      merged[key] = (merged[key] ?? [:]).applying(mergePatch: fields)
    }
    let whole = merged.map { key, fields in
      var entry = key
      entry["fieldsV1"] = applied(to: fields)
      return entry
    }
    return whole.sorted { JSON.text($0) < JSON.text($1) }
  }

  private func text(_ text: String) -> String {
    var words: [String] = []
    for word in text.replacing(namespace, with: "NAMESPACE").split(
      separator: " ", omittingEmptySubsequences: false)
    {
      let opening = word.prefix { "(\"".contains($0) }
      let rest = word.dropFirst(opening.count)
      let core = rest.trimmingSuffix { ",;:.)\"".contains($0) }
      words.append(opening + self.word(String(core)) + rest.dropFirst(core.count))
    }
    return words.joined(separator: " ")
  }

  private func word(_ word: String) -> String {
    if revisions.contains(word), word.count > 1 { return "RV" }
    let dashes = word.enumerated().filter { $0.element == "-" }.map(\.offset)
    return word.count == 36 && dashes == [8, 13, 18, 23] ? "UID" : word
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ isPart: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isPart(last) { rest.removeLast() }
    return rest
  }
}
