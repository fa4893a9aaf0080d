// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Packs
import Provider
import Runtime
import Synchronization

/// What happens in a rehearsal, in its order.
final class Journal: Sendable {
  enum Entry: Sendable {
    case call(PackRehearsal.Told)
    /// Of infrastructure in memory, which is made without a call.
    case deed(String, Object)
    case machine(Object, MachineEvent)
  }

  enum MachineEvent: Sendable { case made, joined, leaving, gone }

  private struct State {
    var entries: [Entry] = []
    /// Made in the rehearsal, by uid.
    var fresh: [String: Object] = [:]
  }

  private let state = Mutex(State())
  /// The uids of what was there at the beginning.
  private let known: Set<String>

  init(_ objects: [Object]) { known = Set(objects.compactMap(\.metadata.uid)) }

  var entries: [Entry] { state.withLock(\.entries) }
  /// The objects that were made, the first first.
  var fresh: [Object] {
    state.withLock { Array($0.fresh.values) }.sorted { left, right in
      let (one, other) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
      guard let one, let other, one != other else { return left.name < right.name }
      return one < other
    }
  }

  func isFresh(_ object: Object) -> Bool { !known.contains(object.metadata.uid ?? "") }

  /// Takes note of an object that was made.
  func know(_ object: Object) {
    guard let uid = object.metadata.uid else { return }
    state.withLock { $0.fresh[uid] = $0.fresh[uid] ?? object }
  }

  func note(_ entry: Entry) { state.withLock { $0.entries.append(entry) } }

  /// Takes note of an object of any kind.
  func see(_ change: Change) {
    if isFresh(change.object) { know(change.object) }
  }

  /// Takes note of what becomes of a Machine.
  func seeMachine(_ change: Change) {
    see(change)
    let (old, new) = (change.old.map(Machine.init), Machine(change.object))
    if change.kind == .deleted { return note(.machine(new.object, .gone)) }
    let isNew = old == nil && isFresh(new.object)
    if isNew { note(.machine(new.object, .made)) }
    if old == nil, !isNew {
      if new.isDeleting { note(.machine(new.object, .leaving)) }
      return
    }
    if old?.nodeName == nil, new.nodeName != nil { note(.machine(new.object, .joined)) }
    if old?.isDeleting != true, new.isDeleting { note(.machine(new.object, .leaving)) }
  }

  /// Takes note of infrastructure in memory that comes or goes.
  func seeInMemory(_ change: Change, _ isThere: (Object) -> Bool) {
    see(change)
    let was = change.old.map(isThere) ?? (!isFresh(change.object) && isThere(change.object))
    if change.kind == .deleted {
      if was || isThere(change.object) { note(.deed("delete", change.object)) }
    } else if !was, isThere(change.object) {
      note(.deed("create", change.object))
    }
  }
}
