// SPDX-License-Identifier: Apache-2.0

import Manifest

/// YAML in which expressions of Jinja stand as they were given, whatever quotes they hold.
enum JinjaYAML {
  static func text(_ value: Value) -> String {
    var swapped: [String] = []
    let marked = swap(value, &swapped)
    var text = YAML.text(marked)
    // From the last to the first: the mark of the first begins the mark of the tenth.
    for (index, original) in swapped.enumerated().reversed() {
      text = text.replacing(mark(index), with: Scalar.text(original))
    }
    return text
  }

  private static func mark(_ index: Int) -> String { "capctl-jinja-expression-\(index)" }

  private static func swap(_ value: Value, _ swapped: inout [String]) -> Value {
    switch value {
    case .string(let text) where Scalar.holdsJinja(text):
      swapped.append(text)
      return .string(mark(swapped.count - 1))
    case .list(let items):
      var list: [Value] = []
      for item in items { list.append(swap(item, &swapped)) }
      return .list(list)
    case .map(let map):
      var result = Map()
      for entry in map { result[entry.key] = swap(entry.value, &swapped) }
      return .map(result)
    default: return value
    }
  }
}
