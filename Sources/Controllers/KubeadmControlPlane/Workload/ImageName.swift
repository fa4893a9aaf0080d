// SPDX-License-Identifier: Apache-2.0

/// The name of a container image: `registry.example:5000/team/name:tag@sha256:…`.
package struct ImageName: Sendable, Hashable {
  /// All before the last `/`; empty where there is none.
  package var repository: String
  package var name: String
  package var tag: String

  /// Nil where there is no tag: what is pinned by its digest alone is not ours to move.
  package init?(_ text: String) {
    let undigested = text.prefix { $0 != "@" }
    let cut = undigested.lastIndex(of: "/")
    let last = cut.map { undigested[undigested.index(after: $0)...] } ?? undigested
    guard let colon = last.firstIndex(of: ":") else { return nil }
    repository = cut.map { String(undigested[..<$0]) } ?? ""
    name = String(last[..<colon])
    tag = String(last[last.index(after: colon)...])
    guard !name.isEmpty, !tag.isEmpty else { return nil }
  }

  /// A version as a tag: `+` cannot stand in one.
  package static func tag(of version: String) -> String { version.replacing("+", with: "_") }
}

extension ImageName: CustomStringConvertible {
  package var description: String {
    (repository.isEmpty ? "" : "\(repository)/") + "\(name):\(tag)"
  }
}
