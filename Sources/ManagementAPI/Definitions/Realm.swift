// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What one logical cluster serves: kinds of its own, and those that its definitions describe. Pure.
struct Realm: Sendable {
  /// What is served whatever is defined.
  private(set) var own: Catalog
  private(set) var catalog: Catalog
  private var defined: [Defined] = []
  private var revision: Int64 = -1

  /// A definition, and the kind that has been made of it, once that was wanted.
  private struct Defined {
    let definition: Object
    let since: Int64
    var kind: ServedKind?

    var group: String { definition.spec["group"]?.string ?? "" }
    var plural: String { definition.spec["names"]?["plural"]?.string ?? "" }

    mutating func make() -> ServedKind? {
      if let kind { return kind }
      // Only what has been looked through is kept; what cannot be read all the same is not served.
      guard var made = try? ServedKind(valid: definition) else { return nil }
      made.since = since
      kind = made
      return made
    }
  }

  init(own: Catalog) {
    self.own = own
    catalog = own
  }

  mutating func serve(_ change: (inout Catalog) -> Void) {
    change(&own)
    rebuild()
  }

  /// Takes in all definitions as they are at a revision; what is older than already known is passed over.
  mutating func define(_ definitions: [(object: Object, revision: Int64)], at revision: Int64) {
    guard revision >= self.revision else { return }
    self.revision = revision
    let known = Dictionary(
      defined.map { ($0.definition.name, $0) }, uniquingKeysWith: { _, last in last })
    defined = definitions.map { definition, revision in
      if let same = known[definition.name], same.definition.shape == definition.shape {
        return Defined(definition: definition, since: same.since, kind: same.kind)
      }
      return Defined(definition: definition, since: revision)
    }
    rebuild()
  }

  private mutating func rebuild() {
    catalog = own
    for place in defined.indices {
      let entry = defined[place]
      if own.serves(group: entry.group, plural: entry.plural) {
        catalog.change(group: entry.group, plural: entry.plural) { $0.since = entry.since }
      } else if entry.definition.isTrue("Established"), let kind = defined[place].make() {
        catalog.add(kind)
      }
    }
  }
}

extension Object {
  /// All of a definition that decides what is served.
  fileprivate var shape: Value {
    [
      "spec": spec, "names": status["acceptedNames"] ?? .null, "isDeleting": .bool(isDeleting),
      "uid": .string(metadata.uid ?? ""),
    ]
  }
}
