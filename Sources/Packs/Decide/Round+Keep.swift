// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

extension Round {
  /// What is there is made what it shall be.
  mutating func keep(
    _ instance: Instance, at: String, _ value: Value, _ also: [String: Value],
    _ secrets: Set<String>
  ) throws(TemplateError) -> Known? {
    var known = try known(instance, at: at, value, also, secrets)
    guard let isOurs = isOurs(instance, known) else {
      report(instance.name, .waiting, "waits to know whose it is")
      return nil
    }
    guard isOurs else { return try borrow(instance, at: at, known) }
    remember(instance, at: at)
    if try readMore(instance, at: at, known, also) { return nil }
    if try compare(instance, at: at, known) { return nil }
    if try act(instance, at: at, known) { return nil }
    known.value["outputs"] = try outputs(instance, &known)
    return try judge(instance, known)
  }

  /// What was read, with what others may ask for put in.
  func known(
    _ instance: Instance, at: String, _ value: Value, _ also: [String: Value],
    _ secrets: Set<String>
  ) throws(TemplateError) -> Known {
    var known = Known(value: value.map == nil ? [:] : value, secrets: secrets)
    known.isAssumed = world.assumed.contains(instance.name)
    known.isUnknown = known.isAssumed && world.fresh.contains(instance.name)
    known.value["at"] = .string(at)
    if !also.isEmpty { known.value["also"] = .map(Map(also.map { ($0.key, $0.value) })) }
    guard let id = instance.template.id else {
      known.value["id"] = .string(at)
      return known
    }
    let bound = try instance.scope(in: scope, own: known).bind(id).bound
    known.value["id"] = bound?.reveal() ?? .string(at)
    return known
  }

  private func outputs(_ instance: Instance, _ known: inout Known) throws(TemplateError) -> Value {
    var outputs = Map()
    for entry in instance.template.outputs {
      let scope = instance.scope(in: scope, own: known)
      guard let bound = try scope.bind(entry.expression).bound else { continue }
      outputs[entry.name] = bound.reveal()
      if bound.holdsSecret { known.secrets.insert("outputs.\(entry.name)") }
    }
    return .map(outputs)
  }

  // MARK: Whose it is

  /// Nil where that hangs on another resource that is not known yet.
  func isOurs(_ instance: Instance, _ known: Known) -> Bool? {
    let record = world[record: instance.name]
    // What is planned to be made is planned to be ours, wherever its answer would say so.
    if instance.template.hook != nil || known.isUnknown { return true }
    switch instance.template.owned {
    case .remembered: return record.map { $0.state != .foreign } ?? false
    case .marked(let place, _, let marks):
      let binding = try? instance.scope(in: scope, own: known).bind(marks)
      // What the marks are made of may be gone by now: then what was written down counts.
      guard let wanted = binding?.bound?.reveal().map else { return record != nil ? true : nil }
      let there = known.value[place]
      return wanted.allSatisfy { there?[$0.key] == $0.value }
    case .like(let other):
      if world.isDeleting { return record.map { $0.state != .foreign } ?? false }
      let others = world.records.filter { $0.template == other }
      return others.isEmpty ? nil : others.allSatisfy { $0.state != .foreign }
    }
  }

  /// What is not ours is used, or is in the way.
  private mutating func borrow(
    _ instance: Instance, at: String, _ known: Known
  ) throws(TemplateError) -> Known? {
    guard instance.template.usesForeign else {
      world[record: instance.name] = nil
      report(
        instance.name, .failed,
        "\(at) is there already, and is not ours: take it away, or choose another name")
      again(in: 60)
      return nil
    }
    var record =
      world[record: instance.name]
      ?? Record(
        instance.name, id: at, .foreign, since: world.now)
    record.id = at
    record.become(.foreign, at: world.now)
    world[record: instance.name] = record
    guard !instance.template.ready.isEmpty else { return finished(instance, known) }
    let scope = instance.scope(in: scope, own: known)
    if case .holds = try scope.judge(instance.template.ready) { return finished(instance, known) }
    report(instance.name, .waiting, "waits for \(at), which is not ours, to be ready")
    again(in: 10)
    return nil
  }

  private mutating func finished(_ instance: Instance, _ known: Known) -> Known {
    report(instance.name, .foreign, "is used as it is")
    return known
  }

  private mutating func remember(_ instance: Instance, at: String) {
    guard world[record: instance.name] == nil else { return }
    world[record: instance.name] = Record(instance.name, id: at, .starting, since: world.now)
  }

  // MARK: What else is read, and done

  /// - Returns: Whether something is still to be read.
  private mutating func readMore(
    _ instance: Instance, at: String, _ known: Known, _ also: [String: Value]
  ) throws(TemplateError) -> Bool {
    guard !known.isAssumed else { return false }
    let own = instance.scope(in: scope, own: known)
    for more in instance.template.also where also[more.name] == nil {
      guard case .holds = try own.judge(more.when) else { continue }
      let purpose = ProviderCall.Purpose.also(more.name, isSecret: more.isSecret)
      let call = try call(more, purpose, of: instance, at: at, own: known, in: scope)
      guard let call else { continue }
      decision.calls.append(call)
      report(instance.name, .working, "is looked at")
      return true
    }
    return false
  }

  /// - Returns: Whether an action is to be carried out first.
  private mutating func act(
    _ instance: Instance, at: String, _ known: Known
  ) throws(TemplateError) -> Bool {
    // What has only just been made is in none of the states that an answer would tell of.
    var seen = known
    seen.isUnknown = false
    let own = instance.scope(in: scope, own: seen)
    for action in instance.template.actions {
      guard case .holds = try own.judge(action.when),
        !world.acted.contains("\(instance.name)/\(action.name)")
      else { continue }
      let call = try call(
        action, .action(action.name), of: instance, at: at, own: known, in: scope)
      guard let call, try takeLock(instance) else { return true }
      decision.calls.append(call)
      report(instance.name, .working, action.name)
      return true
    }
    return false
  }

  /// Whether it can be used now.
  private mutating func judge(
    _ instance: Instance, _ known: Known
  ) throws(TemplateError) -> Known? {
    let own = instance.scope(in: scope, own: known)
    let template = instance.template
    if !known.isAssumed {
      if !template.failed.isEmpty, case .holds = try own.judge(template.failed) {
        return try fail(instance, own, known)
      }
      if !template.ready.isEmpty {
        guard case .holds = try own.judge(template.ready) else { return wait(for: instance) }
      }
    }
    let now = world.now
    world.record(instance.name) { record in
      guard record.state != .updateRefused else { return }
      record.become(.ready, at: now)
      record.tries = 0
    }
    report(instance.name, .ready, "")
    return known
  }

  private mutating func wait(for instance: Instance) -> Known? {
    let now = world.now
    world.record(instance.name) { $0.become(.starting, at: now) }
    let elapsed = world[record: instance.name].map { now - $0.since } ?? 0
    report(instance.name, .waiting, "waits to be ready")
    again(in: min(max(elapsed / 4, 1), 15))
    return nil
  }

  private mutating func fail(
    _ instance: Instance, _ own: PackScope, _ known: Known
  ) throws(TemplateError) -> Known? {
    if instance.template.repairs, try repair(instance, known) { return nil }
    var own = own
    own.allowsAbsence = true
    let text = try instance.template.message.map { (message) throws(TemplateError) in
      try own.bind(message).bound?.redacted.string
    }
    let said = (text ?? nil).flatMap { $0.isEmpty ? nil : $0 }
    let (now, last) = (world.now, world[record: instance.name]?.message)
    world.record(instance.name) { record in
      record.become(.starting, at: now)
      record.message = last
    }
    report(instance.name, .failed, said ?? last ?? "has failed")
    again(in: 60)
    return nil
  }

  /// Asks again for what has failed, each time after a longer while.
  /// - Returns: Whether it is asked for now.
  private mutating func repair(_ instance: Instance, _ known: Known) throws(TemplateError) -> Bool {
    guard let update = instance.template.update, let at = known.value["at"]?.string,
      let record = world[record: instance.name], record.state == .starting
    else { return false }
    let left = record.since + (30 << min(record.tries, 6)) - world.now
    guard left <= 0 else {
      again(in: left)
      return false
    }
    guard let body = try wanted(instance, own: known).bound, try takeLock(instance) else {
      return false
    }
    var call = try call(update, .update, of: instance, at: at, own: known, in: scope)
    if update.body == nil { call?.body = sent(body, instance, known, merges: update.merges) }
    call?.applied = sealed(body)
    guard let call else { return false }
    let now = world.now
    world.record(instance.name) { record in
      record.become(.updating, at: now)
      record.tries += 1
    }
    decision.calls.append(call)
    report(instance.name, .working, "has failed, and is asked for again")
    return true
  }
}
