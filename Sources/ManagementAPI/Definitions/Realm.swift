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

  /// A definition, and the kind that has been made of it.
  private struct Defined {
    let definition: Object
    let since: Int64
    let kind: ServedKind
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
    defined = definitions.compactMap { definition, revision in
      if let same = known[definition.name], same.definition.shape == definition.shape {
        return Defined(definition: definition, since: same.since, kind: same.kind)
      }
      // Only what has been looked through is kept; what cannot be read all the same is not served.
      guard var kind = try? ServedKind(valid: definition) else { return nil }
      kind.since = revision
      return Defined(definition: definition, since: revision, kind: kind)
    }
    rebuild()
  }

  private mutating func rebuild() {
    catalog = own
    for entry in defined {
      if own.serves(group: entry.kind.group, plural: entry.kind.plural) {
        catalog.change(group: entry.kind.group, plural: entry.kind.plural) {
          $0.since = entry.since
        }
      } else if entry.definition.isTrue("Established") {
        catalog.add(entry.kind)
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
