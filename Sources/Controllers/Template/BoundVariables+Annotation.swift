// SPDX-License-Identifier: Apache-2.0

import Manifest

extension BoundVariables {
  /// Reads the annotation of a Machine; one that cannot be read says nothing.
  package init(annotation text: String?) {
    var tokens: [String: String] = [:]
    for entry in text.flatMap({ try? JSON.parse($0) })?.map ?? [:] {
      tokens[entry.key] = entry.value.string
    }
    self.init(tokens: tokens)
  }

  /// Nil where there is nothing to remember.
  package var annotation: String? {
    guard !tokens.isEmpty else { return nil }
    let sorted = tokens.sorted { $0.key < $1.key }
    return JSON.text(.map(Map(sorted.map { ($0.key, Value.string($0.value)) })))
  }
}
