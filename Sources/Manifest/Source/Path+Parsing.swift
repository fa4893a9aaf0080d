// SPDX-License-Identifier: Apache-2.0

extension Path {
  /// Reads what `description` writes: `spec.containers[0].name`, `metadata.annotations[a/b]`.
  ///
  /// Brackets with digits in them are taken for the place in a list.
  package init(parsing text: String) {
    var steps: [Step] = []
    var rest = text[...]
    while let first = rest.first {
      if first == "." {
        rest.removeFirst()
      } else if first == "[", let end = rest.firstIndex(of: "]") {
        let inner = rest[rest.index(after: rest.startIndex)..<end]
        steps.append(Int(inner).map(Step.index) ?? .key(String(inner)))
        rest = rest[rest.index(after: end)...]
      } else {
        let key = rest.prefix { $0 != "." && $0 != "[" }
        // A bracket that is never closed is part of the name.
        let name = key.isEmpty ? rest : key
        steps.append(.key(String(name)))
        rest = rest[name.endIndex...]
      }
    }
    self.init(steps)
  }
}
