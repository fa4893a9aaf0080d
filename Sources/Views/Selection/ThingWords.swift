// SPDX-License-Identifier: Apache-2.0

/// What the words of `get`, `delete` and their like name: kinds, and objects of them. Pure.
///
/// As kubectl has it: `clusters`, `clusters,machines`, `cluster demo other`, `cluster/demo machine/a`.
package struct ThingWords: Sendable, Hashable {
  package struct Part: Sendable, Hashable {
    /// As it was written.
    package let kind: String
    /// Empty for all there are.
    package var names: [String]

    package init(kind: String, names: [String] = []) {
      (self.kind, self.names) = (kind, names)
    }
  }

  package private(set) var parts: [Part] = []

  package init(_ words: [String]) throws(ViewError) {
    guard let first = words.first else {
      throw ViewError(
        "find what is meant", "no kind is named", hint: "write clusters, or cluster/NAME")
    }
    if words.contains(where: { $0.contains("/") }) {
      for word in words { try add(pair: word, among: words) }
      return
    }
    let kinds = first.split(separator: ",").map(String.init)
    guard !kinds.isEmpty else { throw ViewError("find what is meant", "no kind is named") }
    let names = Array(words.dropFirst())
    if let empty = names.first(where: \.isEmpty) {
      throw ViewError("find what is meant", "\"\(empty)\" is no name")
    }
    parts = kinds.map { Part(kind: $0, names: names) }
  }

  private mutating func add(pair word: String, among words: [String]) throws(ViewError) {
    let pair = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard pair.count == 2, pair.allSatisfy({ !$0.isEmpty }) else {
      throw ViewError(
        "find what \"\(word)\" means",
        "there is no need to specify a resource type as a separate argument when passing arguments "
          + "in resource/name form",
        hint: "write \(words.map { $0.contains("/") ? $0 : "KIND/\($0)" }.joined(separator: " "))")
    }
    // Kinds that stand together are asked for together.
    if let last = parts.indices.last, parts[last].kind == pair[0] {
      parts[last].names.append(pair[1])
    } else {
      parts.append(Part(kind: pair[0], names: [pair[1]]))
    }
  }
}
