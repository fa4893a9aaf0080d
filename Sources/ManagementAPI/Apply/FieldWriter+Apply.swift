// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension FieldWriter {
  /// What applying a configuration makes of an object, its new managers included.
  func apply(_ config: Value, to live: Value?, force: Bool) throws(StatusError) -> Value {
    try check(config)
    let old = live.map(Self.bare) ?? blank
    let former = try managers(of: live, as: old)
    do throws(Conflicts) {
      return try merge(config, into: old, former, force: force)
    } catch {
      let left = error.subtracting(lastApplied(in: old))
      guard left.isEmpty else { throw left.status }
      do throws(Conflicts) {
        return try merge(config, into: old, former, force: true)
      } catch { throw error.status }
    }
  }

  private func managers(of live: Value?, as old: Value) throws(StatusError) -> ManagedFields {
    guard let live else { return ManagedFields() }
    var managed: ManagedFields
    do throws(ManagedFields.Malformed) {
      managed = try ManagedFields(live["metadata"]?["managedFields"])
    } catch {
      throw StatusError(
        code: 500, reason: .unknown,
        message: "failed to decode managed fields: failed to convert managed fields from API: "
          + error.cause)
    }
    guard managed.isEmpty else { return managed }
    // Nobody has kept book so far: all that is there belongs to those who wrote it before.
    let everybody = FieldWriter(
      manager: "before-first-apply", apiVersion: apiVersion, now: now, shape: shape)
    everybody.claim(old, over: blank, in: &managed)
    return managed
  }

  private func merge(
    _ config: Value, into old: Value, _ former: ManagedFields, force: Bool
  ) throws(Conflicts) -> Value {
    let owner = owner(.apply)
    var managed = reconciled(former, with: old)
    let last = managed[owner]
    let applied = reachable(shape.fields(of: config))
    managed[owner] = ManagedFields.Entry(owner: owner, fields: applied, time: last?.time)
    var new = shape.merged(old, with: config)
    if let last { new = prune(new, last, managed) }
    try settle(&managed, old, new, force: force)
    if var entry = managed[owner] {
      entry.fields = entry.fields.subtracting(Self.unowned)
      managed[owner] = entry.fields.isEmpty ? nil : entry
    }
    if managed != former || new != old { managed[owner]?.time = now }
    new = synchronised(new, with: config)
    new["metadata"]?["managedFields"] = managed.value
    return new
  }

  /// Takes from the others what is written over them, or says where that may not be.
  private func settle(
    _ managed: inout ManagedFields, _ old: Value, _ new: Value, force: Bool
  ) throws(Conflicts) {
    let changes = comparisons(
      of: old, with: new, for: managed.entries.lazy.map(\.owner.apiVersion))
    let applier = owner(.apply)
    func contested(_ entry: ManagedFields.Entry) -> FieldSet {
      guard let change = changes[entry.owner.apiVersion], !entry.owner.isSame(as: applier) else {
        return FieldSet()
      }
      return entry.fields.intersection(change.written)
    }
    if !force {
      let conflicts = Conflicts(managed.entries.map { ($0.owner, contested($0).paths) })
      guard conflicts.isEmpty else { throw conflicts }
    }
    managed.change { entry in
      guard let change = changes[entry.owner.apiVersion], !entry.owner.isSame(as: applier) else {
        return entry.fields
      }
      return entry.fields.subtracting(contested(entry)).subtracting(change.removed)
    }
  }

  /// Takes out of the merged object what was applied the last time and is no more, unless somebody else
  /// has it.
  private func prune(
    _ merged: Value, _ last: ManagedFields.Entry, _ managed: ManagedFields
  ) -> Value {
    // What was applied in another version is read in that one: its paths mean nothing here.
    guard last.owner.apiVersion == apiVersion else { return merged }
    let before = shape.completing(shape.fields(of: merged))
    let lasts = shape.completing(last.fields)
    let kept = managed.entries.reduce(FieldSet()) { $0.union($1.fields) }
    let bare = shape.removing(lasts, from: merged)
    let held = shape.completing(shape.fields(of: bare)).union(shape.completing(kept))
    let pruned = shape.removing(before.subtracting(held), from: merged)
    let left = shape.completing(shape.fields(of: pruned))
    return shape.removing(before.subtracting(left).intersection(lasts), from: merged)
  }
}
