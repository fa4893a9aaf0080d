// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Who manages which fields of an object: `metadata.managedFields`.
struct ManagedFields: Sendable, Equatable {
  enum Operation: String, Sendable {
    case apply = "Apply"
    case update = "Update"
  }

  struct Owner: Sendable, Hashable {
    var manager: String
    var operation: Operation
    var apiVersion: String
    var subresource = ""

    /// Whoever applies is the same in every version.
    func isSame(as other: Owner) -> Bool {
      manager == other.manager && operation == other.operation
        && subresource == other.subresource
        && (operation == .apply || apiVersion == other.apiVersion)
    }
  }

  struct Entry: Sendable, Equatable {
    var owner: Owner
    var fields: FieldSet
    var time: Time?
  }

  private(set) var entries: [Entry] = []

  init() {}

  var isEmpty: Bool { entries.isEmpty }

  /// What all of them manage together.
  func all(at apiVersion: String) -> FieldSet {
    entries.filter { $0.owner.apiVersion == apiVersion }
      .reduce(FieldSet()) { $0.union($1.fields) }
  }

  subscript(owner: Owner) -> Entry? {
    get { entries.first { $0.owner.isSame(as: owner) } }
    set {
      let place = entries.firstIndex { $0.owner.isSame(as: owner) }
      switch (place, newValue) {
      case (let place?, let entry?): entries[place] = entry
      case (let place?, nil): entries.remove(at: place)
      case (nil, let entry?): entries.append(entry)
      case (nil, nil): break
      }
    }
  }

  /// Changes what every owner manages; who manages nothing any more is dropped.
  mutating func change(_ change: (Entry) -> FieldSet) {
    for place in entries.indices { entries[place].fields = change(entries[place]) }
    entries.removeAll(where: \.fields.isEmpty)
  }
}

extension ManagedFields.Entry {
  /// Appliers before updaters, then by time, to the second.
  static func precedes(_ left: Self, _ right: Self) -> Bool {
    let (one, other) = (left.owner, right.owner)
    if one.operation != other.operation { return one.operation == .apply }
    let times = (left.time?.seconds ?? 0, right.time?.seconds ?? 0)
    if times.0 != times.1 { return times.0 < times.1 }
    if one.manager != other.manager { return one.manager.precedes(other.manager) }
    if one.apiVersion != other.apiVersion { return one.apiVersion.precedes(other.apiVersion) }
    return one.subresource.precedes(other.subresource)
  }
}

extension Time {
  var seconds: Int64 { microseconds / 1_000_000 }
}
