// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension FieldWriter {
  /// The new object, with what it changed the writer's; fields that went leave everybody. An object that
  /// nobody manages stays so, unless it is new.
  func tracking(_ new: Object, over old: Object?) -> Object {
    Object(tracking(new.value, over: old?.value))
  }

  func tracking(_ new: Value, over old: Value?) -> Value {
    var object = Self.bare(new)
    var managed = former(of: new, over: old)
    guard old == nil || !managed.isEmpty else { return object }
    claim(object, over: old.map(Self.bare) ?? blank, in: &managed)
    managed.limitUpdaters()
    object["metadata"]?["managedFields"] = managed.value
    return object
  }

  /// The managers that a written object starts from: those it brings, else those of the old one.
  private func former(of new: Value, over old: Value?) -> ManagedFields {
    let brought = new["metadata"]?["managedFields"]
    if ManagedFields.isReset(brought) { return ManagedFields() }
    if subresource.isEmpty, let managed = try? ManagedFields(brought), !managed.isEmpty {
      return managed
    }
    return (try? ManagedFields(old?["metadata"]?["managedFields"])) ?? ManagedFields()
  }

  /// An object before anybody wrote anything.
  var blank: Value { ["apiVersion": .string(apiVersion), "metadata": [:]] }

  func claim(_ new: Value, over old: Value, in managed: inout ManagedFields) {
    let owner = owner(.update)
    let before = managed[owner]
    managed = reconciled(managed, with: old)
    let changes = comparisons(
      of: old, with: new, for: managed.entries.lazy.map(\.owner.apiVersion))
    managed.change { entry in
      guard let change = changes[entry.owner.apiVersion] else { return entry.fields }
      return entry.fields.subtracting(change.written).subtracting(change.removed)
    }
    let written = (changes[apiVersion]?.written ?? FieldSet()).subtracting(Self.unowned)
    guard !written.isEmpty else { return }
    let fields = written.union(managed[owner]?.fields ?? FieldSet())
    let time = fields == before?.fields ? before?.time : now
    managed[owner] = ManagedFields.Entry(owner: owner, fields: fields, time: time)
  }
}
