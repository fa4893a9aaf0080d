// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

extension Round {
  /// Deletes everything, what needs others first.
  mutating func deleteAll() {
    for template in pack.resources { scope.rows[template.name] = .pending }
    recall()
    addUnremembered()
    delete(world.records.map(\.name))
    finish(isComplete: false)
    decision.isGone = world.records.isEmpty && decision.calls.isEmpty && world.busy.isEmpty
  }

  /// What was made once and is not wanted any more.
  /// - Returns: Whether there is none.
  mutating func deleteOrphans() -> Bool {
    let orphans = world.records.filter { record in
      !names.contains(record.name) && !unclear.contains(record.template)
    }.map(\.name)
    delete(orphans)
    return orphans.isEmpty
  }

  /// Puts what is remembered where references find it.
  private mutating func recall() {
    for record in world.records {
      guard let template = pack[record.template], template.forEach == nil else { continue }
      var known = Known(value: ["id": .string(record.id), "at": .string(record.id)])
      if case .present(let value, let also, let secrets) = world.sights[record.name] {
        let instance = Instance(
          template: template, name: record.name, key: nil, item: nil, index: nil)
        known = (try? self.known(instance, at: record.id, value, also, secrets)) ?? known
      }
      scope.rows[template.name] = .one(known)
    }
  }

  /// What bears our marks was made by us, though nobody remembers.
  private mutating func addUnremembered() {
    guard world.records.isEmpty else { return }
    for template in pack.resources where template.hook == nil && template.deletedWith == nil {
      guard case .marked = template.owned, template.delete != nil,
        case .instances(let instances) = template.expand(in: scope)
      else { continue }
      for instance in instances { seek(instance) }
    }
  }

  private mutating func seek(_ instance: Instance) {
    let binding = try? instance.scope(in: scope).bind(instance.template.at)
    guard let at = binding?.bound?.reveal().string else { return }
    switch world.sights[instance.name] {
    case nil:
      guard !isUnderWay(instance.name) else { return }
      try? look(instance, at: at)
    case .present(let value, let also, let secrets):
      guard let known = try? known(instance, at: at, value, also, secrets),
        isOurs(instance, known) == true
      else { return }
      world[record: instance.name] = Record(instance.name, id: at, .ready, since: world.now)
    case .absent: break
    }
  }

  private mutating func delete(_ doomed: [String]) {
    var left = Set(doomed)
    // Those that go with others are not in their way.
    var carriers: [String: String] = [:]
    for name in doomed { carriers[name] = carrier(of: name, among: left) }
    left = left.filter { carriers[$0] == nil }
    for name in doomed.reversed() where carriers[name] == nil {
      let blockers = dependents(of: name, among: left)
      if blockers.isEmpty {
        if deleteStep(name) { left.remove(name) }
      } else {
        report(name, .waiting, "waits for \(blockers.sorted().joined(separator: ", ")) to be gone")
      }
    }
    for (name, carrier) in carriers where !left.contains(carrier) { forget(name) }
  }

  /// What takes a resource with it when it goes.
  private func carrier(of name: String, among doomed: Set<String>) -> String? {
    guard let template = world[record: name].flatMap({ pack[$0.template] }),
      let other = template.deletedWith,
      let record = world.records.first(where: { $0.template == other }),
      record.state != .foreign, doomed.contains(record.name), pack[other]?.delete != nil
    else { return nil }
    return carrier(of: record.name, among: doomed) ?? record.name
  }

  private func dependents(of name: String, among left: Set<String>) -> [String] {
    guard let template = world[record: name]?.template else { return [] }
    return left.filter { other in
      other != name && (world[record: other].map { needs($0.template, template) } ?? false)
    }
  }

  /// Whether one resource of the pack needs another, perhaps through others.
  private func needs(_ one: String, _ other: String) -> Bool {
    guard let template = pack[one], one != other else { return false }
    return template.needs.contains(other) || template.needs.contains { needs($0, other) }
  }

  private mutating func forget(_ name: String) {
    world[record: name] = nil
    world.applied[name] = nil
  }

  /// - Returns: Whether it is gone.
  private mutating func deleteStep(_ name: String) -> Bool {
    guard let record = world[record: name] else { return true }
    guard record.state != .foreign, let template = pack[record.template],
      let delete = template.delete
    else {
      forget(name)
      return true
    }
    guard !isUnderWay(name) else { return false }
    let instance = Instance(
      template: template, name: name, key: record.key, item: nil, index: nil)
    do throws(TemplateError) {
      return try deleteStep(instance, record, delete)
    } catch {
      report(name, .failed, "\(error)")
      return false
    }
  }

  private mutating func deleteStep(
    _ instance: Instance, _ record: Record, _ delete: PackCall
  ) throws(TemplateError) -> Bool {
    let name = instance.name
    switch world.sights[name] {
    case .absent:
      forget(name)
      return true
    case .present(let value, let also, let secrets):
      let known = try known(instance, at: record.id, value, also, secrets)
      guard isOurs(instance, known) != false else {
        forget(name)
        return true
      }
      try sendDelete(instance, record, delete, known)
    case nil:
      if case .marked = instance.template.owned, instance.template.hook == nil {
        try look(instance, at: record.id)
      } else {
        try sendDelete(instance, record, delete, Known(value: ["id": .string(record.id)]))
      }
    }
    return false
  }

  private mutating func sendDelete(
    _ instance: Instance, _ record: Record, _ delete: PackCall, _ known: Known
  ) throws(TemplateError) {
    if record.state == .deleting, world.acted.contains("\(record.name)/deleted") {
      report(record.name, .working, "waits to be gone")
      return again(in: 2)
    }
    guard try takeLock(instance) else { return }
    let call = try call(delete, .delete, of: instance, at: record.id, own: known, in: scope)
    guard let call else { return }
    let now = world.now
    world.record(record.name) { $0.become(.deleting, at: now) }
    decision.calls.append(call)
    report(record.name, .working, "is deleted")
  }
}

extension Record {
  /// What stands between the brackets of its name.
  fileprivate var key: String? {
    guard name.hasSuffix("]") else { return nil }
    return String(name.dropFirst(template.count + 1).dropLast())
  }
}
