// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Checks {
  /// `$<NAME>` may stand in texts alone, and only where any text may stand.
  mutating func variables() {
    guard let spec = object["spec"], let schema = try? kind.version(kind.storedVersion).schema
    else { return }
    variables(in: spec, schema["properties", "spec"], at: Path(["spec"]))
  }

  private mutating func variables(in value: Value, _ schema: Value?, at path: Path) {
    switch value {
    case .map(let map):
      for entry in map {
        let inner = schema?["properties", entry.key] ?? schema?["additionalProperties"]
        variables(in: entry.value, inner, at: path.key(entry.key))
      }
    case .list(let list):
      for (index, item) in list.enumerated() {
        variables(in: item, schema?["items"], at: path.index(index))
      }
    case .string(let text):
      guard let cause = Self.fault(in: text, schema) else { return }
      add(.invalid("\(path)", value, cause))
    default: break
    }
  }

  private static func fault(in text: String, _ schema: Value?) -> String? {
    guard text.utf8.contains(UInt8(ascii: "<")) else { return nil }
    let found = expressions(in: text)
    guard !found.isEmpty else { return nil }
    let isText = schema?["type"] == nil || schema?["type"] == "string"
    if !isText || ["enum", "pattern", "format"].contains(where: { schema?[$0] != nil }) {
      return "a variable may stand only in a text field that takes any text"
    }
    for expression in found where !isVariable(expression) {
      return "only variables may be used here, as in $<NAME> or $<NAME:=default>, "
        + "not $<\(expression)>"
    }
    return nil
  }

  /// What stands between `$<` and its `>`, but for what is escaped as `$$<`. A default may hold more.
  private static func expressions(in text: String) -> [Substring] {
    var found: [Substring] = []
    var rest = Substring(text)
    while let start = rest.firstRange(of: "$<") {
      let isEscaped = rest[..<start.lowerBound].hasSuffix("$")
      rest = rest[start.upperBound...]
      if isEscaped { continue }
      found.append(rest.prefix { $0 != ">" })
    }
    return found
  }

  private static func isVariable(_ expression: Substring) -> Bool {
    let name = expression.firstRange(of: ":=").map { expression[..<$0.lowerBound] } ?? expression
    guard let first = name.utf8.first, (65...90).contains(first) else { return false }
    return name.utf8.allSatisfy {
      (65...90).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
    }
  }
}
