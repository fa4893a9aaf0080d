// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

extension Round {
  /// Compares what is there with what it shall be.
  /// - Returns: Whether a call has to bring them together first.
  mutating func compare(
    _ instance: Instance, at: String, _ known: Known
  ) throws(TemplateError) -> Bool {
    let template = instance.template
    guard template.update != nil || !template.immutable.isEmpty,
      let body = try wanted(instance, own: known).bound, template.body != nil
    else { return false }
    let last = world.applied[instance.name]
    let wanted = sealed(body)
    // Of what is only taken to be there, what was asked for is all there is to compare with.
    if known.isAssumed, last == nil || last == wanted {
      world.applied[instance.name] = wanted
      return false
    }
    let actual = try known.isAssumed ? (last ?? wanted) : observed(instance, known)
    let verdict = Comparison(rules: template.rules).verdict(
      wanted: wanted, plain: body.reveal(), last: last, actual: actual)
    switch verdict.without({ tells(instance, $0) }) {
    case .same:
      if last != wanted { world.applied[instance.name] = wanted }
      return false
    case .drift(let differences) where !world.heals:
      differences.forEach { tell(instance, $0) }
      return false
    case .change(let differences), .drift(let differences):
      return try change(instance, at: at, known, body, differences)
    }
  }

  private mutating func tell(_ instance: Instance, _ difference: Difference) {
    decision.drift.append("\(instance.name) \(difference)")
  }

  /// Whether a difference is only told, which it is then.
  private mutating func tells(_ instance: Instance, _ difference: Difference) -> Bool {
    guard instance.template.tells.contains(where: { $0.holds(difference.field) }) else {
      return false
    }
    tell(instance, difference)
    return true
  }

  /// What was read, in the shape of the body.
  private func observed(_ instance: Instance, _ known: Known) throws(TemplateError) -> Value {
    guard let observe = instance.template.observe else { return known.value }
    var own = instance.scope(in: scope, own: known)
    own.allowsAbsence = true
    return try own.bind(observe).bound?.reveal().withoutNulls ?? known.value
  }

  private mutating func change(
    _ instance: Instance, at: String, _ known: Known, _ body: Bound, _ differences: [Difference]
  ) throws(TemplateError) -> Bool {
    let template = instance.template
    let isFixed = differences.contains { difference in
      template.immutable.contains { $0.holds(difference.field) || difference.field.holds($0) }
    }
    if isFixed { return try replace(instance, at: at, known) }
    guard let update = template.update else { return false }
    let hash = hash(of: body, update, at)
    guard mayWrite(instance, hash) else { return true }
    guard try takeLock(instance) else { return true }
    var call = try call(update, .update, of: instance, at: at, own: known, in: scope)
    if update.body == nil { call?.body = sent(body, instance, known, merges: update.merges) }
    call?.applied = sealed(body)
    let places = differences.map(\.place)
    call?.change = ProviderCall.Change(
      places: places, before: try observed(instance, known).shaped(like: body.redacted),
      after: body.redacted)
    guard let call else { return true }
    let now = world.now
    world.record(instance.name) { record in
      record.become(.updating, at: now)
      record.hash = hash
    }
    decision.calls.append(call)
    report(instance.name, .working, "is changed: \(places.joined(separator: ", "))")
    return true
  }

  /// What an update sends: perhaps with what is there.
  func sent(
    _ body: Bound, _ instance: Instance, _ known: Known, merges: Bool
  ) -> Bound {
    guard merges, instance.template.observe == nil,
      case .present(let actual, _, _) = world.sights[instance.name]
    else { return body }
    let (merge, last) = (Merge(rules: instance.template.rules), world.applied[instance.name])
    return body.map { wanted in
      var merged = merge.merged(wanted: wanted, last: last, over: actual)
      for field in instance.template.readOnly { merged = merged.removing(field) }
      return merged
    }
  }

  private mutating func replace(
    _ instance: Instance, at: String, _ known: Known
  ) throws(TemplateError) -> Bool {
    guard let delete = instance.template.delete, try takeLock(instance) else { return true }
    let call = try call(delete, .replace, of: instance, at: at, own: known, in: scope)
    guard let call else { return true }
    let now = world.now
    world.record(instance.name) { $0.become(.deleting, at: now) }
    decision.calls.append(call)
    report(instance.name, .working, "is replaced")
    return true
  }

  // MARK: Calls

  /// A call with everything in its place; nil where something is lacking, which is said.
  mutating func call(
    _ template: PackCall, _ purpose: ProviderCall.Purpose, of instance: Instance, at: String,
    own: Known, in scope: PackScope
  ) throws(TemplateError) -> ProviderCall? {
    var own = own
    own.value["at"] = .string(at)
    let scope = instance.scope(in: scope, own: own)
    let path = try template.path.map { (path) throws(TemplateError) in try scope.bind(path) }
    let query = try texts(template.query ?? instance.template.query, in: scope)
    let headers = try (template.headers ?? instance.template.headers).map {
      (headers) throws(TemplateError) in try scope.bind(headers)
    }
    let body = try template.body.map { (body) throws(TemplateError) in try scope.bind(body) }
    let lacks = [path, query.lacking, headers, body].compactMap(\.self).flatMap(\.lacks)
    guard lacks.isEmpty else {
      report(instance.name, .waiting, Self.words(lacks))
      return nil
    }
    guard path?.bound?.holdsSecret != true, query.lacking?.bound?.holdsSecret != true else {
      report(instance.name, .failed, "a secret cannot stand in the path or query of a call")
      return nil
    }
    var call = ProviderCall(
      resource: instance.name, purpose: purpose, method: template.method,
      target: path?.bound?.reveal().string ?? at)
    call.query = query.texts
    call.headers = headers?.bound
    call.body = body?.bound.map { $0.map(\.withoutNulls) }
    call.hook = instance.template.hook
    call.ok = template.ok
    call.absent = template.absent
    return call
  }

  private func texts(
    _ expression: Expression?, in scope: PackScope
  ) throws(TemplateError) -> (texts: [String: String], lacking: Binding?) {
    guard let expression else { return ([:], nil) }
    let binding = try scope.bind(expression)
    var texts: [String: String] = [:]
    for entry in binding.bound?.reveal().map ?? [:] where !entry.value.isNull {
      texts[entry.key] = entry.value.string ?? JSON.text(entry.value)
    }
    return (texts, binding)
  }

  // MARK: Locks

  /// What has a call or an operation under way keeps its lock.
  mutating func holdLocks() {
    for record in world.records {
      guard record.operation != nil || world.busy.contains(record.name),
        let lock = pack[record.template]?.lock,
        let name = (try? scope.bind(lock))?.bound?.reveal().string
      else { continue }
      locks[name] = record.name
    }
  }

  /// - Returns: false where another has it.
  mutating func takeLock(_ instance: Instance) throws(TemplateError) -> Bool {
    guard let lock = instance.template.lock else { return true }
    let binding = try instance.scope(in: scope).bind(lock)
    guard let name = binding.bound?.reveal().string else { return true }
    if let holder = locks[name], holder != instance.name {
      report(instance.name, .waiting, "waits for \(holder), which has the lock \(name)")
      return false
    }
    locks[name] = instance.name
    return true
  }
}
