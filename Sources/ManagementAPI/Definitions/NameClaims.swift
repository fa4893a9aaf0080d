// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Who may use which names: each name of a group belongs to the definition that had it first. Pure.
struct NameClaims {
  private(set) var definitions: [Object]
  private let now: Time
  /// The names of kinds that are served whatever is defined.
  private let reserved: [String: Names]

  private struct Names {
    var resources: Set<String> = []
    var kinds: Set<String> = []
  }

  init(_ definitions: [Object], beside own: Catalog, now: Time) {
    self.now = now
    var reserved: [String: Names] = [:]
    for kind in own.kinds {
      reserved[kind.group, default: Names()].resources.formUnion(
        [kind.plural, kind.singular] + kind.shortNames)
      reserved[kind.group, default: Names()].kinds.formUnion([kind.kind, kind.listKind])
    }
    self.reserved = reserved
    self.definitions = definitions
    let eldestFirst = definitions.indices.sorted {
      Self.precedes(definitions[$0], definitions[$1])
    }
    // A name that one gives up may be what another waits for.
    var isSettled = false
    while !isSettled {
      isSettled = true
      for index in eldestFirst where settle(index, beside: own) { isSettled = false }
    }
  }

  private static func precedes(_ left: Object, _ right: Object) -> Bool {
    let (one, other) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
    if let one, let other, one != other { return one < other }
    return left.name < right.name
  }

  private static func accepted(_ definition: Object) -> Value {
    definition.status["acceptedNames"] ?? [:]
  }

  private static func texts(_ names: Value, _ key: String) -> [String] {
    switch names[key] {
    case .string(let text)?: text.isEmpty ? [] : [text]
    case .list(let list)?: list.compactMap(\.string)
    default: []
    }
  }

  /// Gives a definition what it asks for and nobody else has; true where that changes anything.
  private mutating func settle(_ index: Int, beside own: Catalog) -> Bool {
    var definition = definitions[index]
    let group = definition.spec["group"]?.string ?? ""
    let plural = definition.spec["names"]?["plural"]?.string ?? ""
    let isOwn = own.serves(group: group, plural: plural)
    let claim = isOwn ? Names() : taken(in: group, but: index)
    var conflict: Condition?
    let names = Self.grant(definition, taken: (claim.resources, claim.kinds), &conflict)
    definition.status["acceptedNames"] = names
    let accepted = Condition(
      "NamesAccepted", .yes, reason: "NoConflicts", message: "no conflicts found")
    definition.set(conflict ?? accepted, at: now)
    if !definition.isTrue("Established") {
      let isFree = conflict == nil
      definition.set(
        Condition(
          "Established", isFree ? .yes : .no,
          reason: isFree ? "InitialNamesAccepted" : "NotAccepted",
          message: isFree
            ? "the initial names have been accepted" : "not all names are accepted"), at: now)
    }
    guard definition != definitions[index] else { return false }
    definitions[index] = definition
    return true
  }

  private func taken(in group: String, but index: Int) -> Names {
    var taken = reserved[group] ?? Names()
    for (other, definition) in definitions.enumerated()
    where other != index && definition.spec["group"]?.string == group {
      let names = Self.accepted(definition)
      for key in ["plural", "singular", "shortNames"] {
        taken.resources.formUnion(Self.texts(names, key))
      }
      for key in ["kind", "listKind"] { taken.kinds.formUnion(Self.texts(names, key)) }
    }
    return taken
  }

  /// The names a definition gets: each that is its own already or free, else the one it had.
  private static func grant(
    _ definition: Object, taken: (resources: Set<String>, kinds: Set<String>),
    _ conflict: inout Condition?
  ) -> Value {
    let wanted = definition.spec["names"] ?? [:]
    var granted = accepted(definition)
    let claims: [(key: String, reason: String, taken: Set<String>)] = [
      ("plural", "PluralConflict", taken.resources),
      ("singular", "SingularConflict", taken.resources),
      ("shortNames", "ShortNamesConflict", taken.resources),
      ("kind", "KindConflict", taken.kinds), ("listKind", "ListKindConflict", taken.kinds),
    ]
    for claim in claims {
      let mine = texts(granted, claim.key)
      let lost = texts(wanted, claim.key).filter { !mine.contains($0) && claim.taken.contains($0) }
      guard lost.isEmpty else {
        let words = lost.map { "\"\($0)\" is already in use" }
        conflict = Condition(
          "NamesAccepted", .no, reason: claim.reason,
          message: words.count == 1 ? words[0] : "[\(words.joined(separator: ", "))]")
        continue
      }
      granted[claim.key] = wanted[claim.key]
    }
    granted["categories"] = wanted["categories"]
    return granted
  }
}
