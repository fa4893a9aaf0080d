// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The body for an API that forgets what it is not told: what is there, with what is wanted put in, and what
/// was once wanted taken out.
struct Merge {
  let rules: ComparisonRules

  func merged(wanted: Value, last: Value?, over actual: Value) -> Value {
    merged(wanted, last, actual, FieldPattern())
  }

  private func merged(
    _ wanted: Value, _ last: Value?, _ actual: Value?, _ field: FieldPattern
  ) -> Value {
    switch (wanted, actual) {
    case (.map(let map), .map(var result)):
      for entry in map {
        result[entry.key] = merged(
          entry.value, last?[entry.key], result[entry.key], field.key(entry.key))
      }
      for entry in last?.map ?? [:] where !map.contains(entry.key) {
        let isIgnored = rules.ignored.contains { $0.holds(field.key(entry.key)) }
        if !isIgnored { result[entry.key] = nil }
      }
      return .map(result)
    case (.list(let items), .list(let others)):
      guard let key = rules.keys[field] else { return wanted }
      return .list(rows(items, last?.list ?? [], others, key, field))
    default: return wanted
    }
  }

  private func rows(
    _ items: [Value], _ last: [Value], _ others: [Value], _ key: String, _ field: FieldPattern
  ) -> [Value] {
    let kept = others.compactMap { other -> Value? in
      let old = last.item(like: other, by: key)
      guard let item = items.item(like: other, by: key) else {
        return old == nil ? other : nil
      }
      return merged(item, old, other, field.item)
    }
    return kept + items.filter { others.item(like: $0, by: key) == nil }
  }
}
