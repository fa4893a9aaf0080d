// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

extension Round {
  /// Brings one resource on its way.
  /// - Returns: What is known of it once it can be used.
  mutating func make(_ instance: Instance) -> Known? {
    do throws(TemplateError) {
      let binding = try instance.scope(in: scope).bind(instance.template.at)
      guard let at = binding.bound?.reveal().string else {
        report(instance.name, .waiting, Self.words(binding.lacks))
        return nil
      }
      places[instance.name] = at
      return try make(instance, at: at)
    } catch {
      report(instance.name, .failed, "\(error)")
      return nil
    }
  }

  private mutating func make(_ instance: Instance, at: String) throws(TemplateError) -> Known? {
    guard !isUnderWay(instance.name), canBe(instance, at: at) else { return nil }
    switch world.sights[instance.name] {
    case nil where isWithinFresh(instance, at: at) || at.contains(Known.unknown), .absent:
      try create(instance, at: at)
    case nil where try cannotBeYet(instance): break
    case nil: try look(instance, at: at)
    case .present(let value, let also, let secrets):
      return try keep(instance, at: at, value, also, secrets)
    }
    return nil
  }

  /// A call, an operation or a trouble that has to end first.
  mutating func isUnderWay(_ name: String) -> Bool {
    if world.busy.contains(name) {
      report(name, .working, "a call is under way")
    } else if let trouble = world.troubles[name] {
      suffer(trouble, name)
    } else if let operation = world[record: name]?.operation {
      follow(operation, name)
    } else {
      return false
    }
    return true
  }

  private mutating func follow(_ operation: String, _ name: String) {
    guard let record = world[record: name] else { return }
    let word = record.state.rawValue.lowercased()
    if let delay = world.running[name] {
      again(in: delay)
    } else {
      let template = pack[record.template]
      var call = ProviderCall(
        resource: name, purpose: .poll(operation), method: "GET", target: record.id)
      call.hook = template?.hook
      call.headers = template?.headers.flatMap { (try? scope.bind($0))?.bound }
      decision.calls.append(call)
    }
    report(name, .working, "is \(word)" + (world.progress[name].map { ": \($0)" } ?? ""))
  }

  /// What has gone wrong is said, and tried again later.
  private mutating func suffer(_ trouble: Trouble, _ name: String) {
    let failing = world[record: name].flatMap { $0.state == .failed ? $0.since : nil }
    let elapsed = failing.map { world.now - $0 } ?? 8
    switch trouble.response {
    case .retry: again(in: min(max(elapsed / 2, 2), 120))
    case .wait: again(in: trouble.retryAfter ?? 60)
    case .giveUp: again(in: 600)
    }
    // Nothing is remembered of what was never begun.
    let now = world.now
    world.record(name) { $0.suffer(trouble, at: now) }
    report(name, .failed, "\(trouble)", trouble)
  }

  /// What is somewhere stays there.
  private mutating func canBe(_ instance: Instance, at: String) -> Bool {
    guard let record = world[record: instance.name], record.state != .foreign,
      !instance.template.rules.isSame(.string(record.id), .string(at))
    else { return true }
    report(
      instance.name, .failed,
      "it is \(record.id), and cannot be moved to \(at): change the object back")
    return false
  }

  /// What was never begun, and may not begin yet, need not be looked for.
  private mutating func cannotBeYet(_ instance: Instance) throws(TemplateError) -> Bool {
    guard world[record: instance.name] == nil else { return false }
    if let carrier = instance.template.deletedWith, case .pending = scope.rows[carrier] {
      report(instance.name, .waiting, Self.words([.resource(carrier)]))
      return true
    }
    // What others may have made is used, whatever is waited for.
    if instance.template.usesForeign { return false }
    return try !mayBegin(instance)
  }

  /// Within what was made in this pass nothing can have been, but for what was made there since.
  private func isWithinFresh(_ instance: Instance, at: String) -> Bool {
    guard world[record: instance.name]?.state != .creating else { return false }
    return world.fresh.contains { name in
      world[record: name].map { at.hasPrefix($0.id + "/") } ?? false
    }
  }

  mutating func look(_ instance: Instance, at: String) throws(TemplateError) {
    let own = Known(value: ["at": .string(at)])
    let call = try self.call(
      instance.template.read, .read, of: instance, at: at, own: own, in: scope)
    if let call { decision.calls.append(call) }
    report(instance.name, .working, "is looked at")
  }

  // MARK: What is not there

  private mutating func create(_ instance: Instance, at: String) throws(TemplateError) {
    guard !isLost(instance) else { return }
    let template = instance.template
    guard let create = template.create else {
      return report(instance.name, .waiting, "waits for \(at) to be there")
    }
    guard try mayBegin(instance), let body = try desired(instance) else { return }
    let hash = hash(of: body, create, at)
    guard mayWrite(instance, hash), try takeLock(instance) else { return }
    let own = Known(value: ["at": .string(at)])
    var call = try self.call(create, .create, of: instance, at: at, own: own, in: scope)
    if create.body == nil { call?.body = body }
    guard let call else { return }
    var record =
      world[record: instance.name]
      ?? Record(
        instance.name, id: at, .creating, since: world.now)
    record.become(.creating, at: world.now)
    record.hash = hash
    record.id = at
    world[record: instance.name] = record
    decision.calls.append(call)
    report(instance.name, .working, "is made")
  }

  private mutating func mayBegin(_ instance: Instance) throws(TemplateError) -> Bool {
    let checks = instance.template.waitFor
    switch try instance.scope(in: scope).judge(checks) {
    case .holds: return true
    case .waits(let lacks): report(instance.name, .waiting, Self.words(lacks))
    case .fails:
      let references = checks.flatMap(\.expressions).flatMap(\.references)
      report(instance.name, .waiting, Self.words(references.map { .field("\($0)") }))
    }
    // Others may make it meanwhile.
    if instance.template.usesForeign { again(in: 60) }
    return false
  }

  /// Whether it was there, is gone, and is not to come back by itself.
  private mutating func isLost(_ instance: Instance) -> Bool {
    guard let record = world[record: instance.name], record.hasBeen else { return false }
    if instance.template.whenLost == .recreate { return false }
    if instance.template.whenLost == .asDrift, world.heals { return false }
    if instance.template.create == nil { return false }
    if instance.template.whenLost == .asDrift {
      decision.drift.append("\(instance.name) is gone")
    }
    report(
      instance.name, .failed,
      instance.template.whenLost == .report
        ? "\(record.id) is gone" : "\(record.id) is gone: capctl.dev/drift: heal makes it again")
    again(in: 600)
    return true
  }

  // MARK: Bodies

  /// The body as it shall be, marks of ownership included; nil where something is still lacking.
  mutating func desired(_ instance: Instance) throws(TemplateError) -> Bound? {
    let template = instance.template
    let pending = template.needs.filter { !template.uses.contains($0) && isPending($0) }
    guard pending.isEmpty else {
      report(instance.name, .waiting, Self.words(pending.map { .resource($0) }))
      return nil
    }
    let body = try wanted(instance)
    let lacks = body.bound.map { unready(of: template, namedIn: $0) } ?? body.lacks
    if lacks.isEmpty { return body.bound }
    report(instance.name, .waiting, Self.words(lacks))
    return nil
  }

  func wanted(_ instance: Instance, own: Known? = nil) throws(TemplateError) -> Binding {
    let scope = instance.scope(in: scope, own: own)
    var body = Bound([:])
    if let template = instance.template.body {
      let binding = try scope.bind(template)
      guard let bound = binding.bound else { return binding }
      body = bound.map(\.withoutNulls)
    }
    guard case .marked(_, let place, let marks) = instance.template.owned else {
      return .bound(body)
    }
    let binding = try scope.bind(marks)
    guard let entries = binding.bound?.reveal().map else { return .lacks(binding.lacks) }
    return .bound(body.map { $0.adding(entries, at: place) })
  }

  func sealed(_ body: Bound) -> Value { body.sealed(world.seal) }

  func hash(of body: Bound, _ call: PackCall, _ at: String) -> String {
    Value.list([.string(call.method), .string(at), sealed(body)]).stableHash
  }

  /// Nothing is asked for again that was refused for good.
  mutating func mayWrite(_ instance: Instance, _ hash: String) -> Bool {
    guard let record = world[record: instance.name], record.isRefused, record.hash == hash,
      let message = record.message, world.now - record.since < 600
    else { return true }
    again(in: 600 - (world.now - record.since))
    report(instance.name, .failed, message)
    return false
  }
}
