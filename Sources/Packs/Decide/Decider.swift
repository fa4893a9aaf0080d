// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// Decides what is to be done next for one object. Pure: what it goes by is in the ``World``, and what was
/// answered comes back through it.
package struct Decider: Sendable {
  package let pack: Pack

  package init(_ pack: Pack) { self.pack = pack }

  package func decide(_ world: World) -> Decision {
    var round = Round(pack: pack, world: world)
    if world.isDeleting {
      round.deleteAll()
    } else {
      round.makeAll()
    }
    return round.decision
  }
}

/// One decision in the making.
struct Round {
  let pack: Pack
  var world: World
  var scope: PackScope
  var decision = Decision()
  /// Locks that are held by what has a call or an operation under way.
  var locks: [String: String] = [:]
  /// Every name that is to be there, and templates that cannot be told yet.
  var names: Set<String> = []
  var unclear: Set<String> = []
  /// Where each of them is, as far as that can be told.
  var places: [String: String] = [:]
  /// Those of a template that are not usable yet.
  var unready: [String: [String]] = [:]

  init(pack: Pack, world: World) {
    self.pack = pack
    self.world = world
    scope = PackScope(facts: world.facts)
  }

  // MARK: Making

  mutating func makeAll() {
    decision.missingVariables = missingVariables()
    guard decision.missingVariables.isEmpty else { return finish(isComplete: false) }
    for template in pack.resources { scope.rows[template.name] = .pending }
    holdLocks()
    var isComplete = true
    for template in pack.resources {
      let row = make(template)
      if case .pending = row { isComplete = false }
      scope.rows[template.name] = row
    }
    let isTidy = deleteOrphans()
    writeOutputs()
    finish(isComplete: isComplete && isTidy)
  }

  private mutating func make(_ template: PackResource) -> KnownRow {
    switch template.expand(in: scope) {
    case .waits(let lacks):
      unclear.insert(template.name)
      report(template.name, .waiting, Self.words(lacks))
      return .pending
    case .broken(let cause):
      unclear.insert(template.name)
      report(template.name, .failed, cause)
      return .pending
    case .instances(let instances):
      names.formUnion(instances.map(\.name))
      let known = instances.map { ($0.key ?? "", make($0)) }
      unready[template.name] = zip(instances, known).filter { $1.1 == nil }.map(\.0.name)
      let ready = known.compactMap { key, known in known.map { (key: key, known: $0) } }
      guard ready.count == known.count else { return .pending }
      if template.forEach != nil { return .many(ready) }
      return ready.first.map { .one($0.known) } ?? .none
    }
  }

  mutating func finish(isComplete: Bool) {
    decision.records = world.records
    decision.applied = world.applied
    decision.isReady = isComplete && decision.calls.isEmpty && !world.isDeleting
  }

  // MARK: Saying

  mutating func report(
    _ name: String, _ state: Decision.Report.State, _ message: String, _ trouble: Trouble? = nil
  ) {
    let since = world[record: name]?.since
    decision.reports.append(
      Decision.Report(
        resource: name, state: state, message: message, since: since, trouble: trouble))
  }

  /// Looks again after so many seconds at the latest.
  mutating func again(in seconds: Int64) {
    decision.again = min(decision.again ?? .max, max(1, seconds))
  }

  static func words(_ lacks: [Lack]) -> String {
    var seen: Set<Lack> = []
    let all = lacks.filter { seen.insert($0).inserted }.map(\.description)
    return "waits for " + all.joined(separator: ", ")
  }

  private func missingVariables() -> [Lack] {
    let used = pack.resources.filter { template in
      template.forEach != nil || (try? scope.judge(template.when))?.fails != true
    }
    let expressions =
      [pack.endpoint].compactMap(\.self) + used.flatMap(\.expressions)
      + (pack.spec + pack.status).map(\.expression)
    var seen: Set<Lack> = []
    return expressions.flatMap { expression -> [Lack] in
      guard let binding = try? scope.bind(expression) else { return [] }
      return binding.lacks.filter(\.isVariable)
    }.filter { seen.insert($0).inserted }
  }

  private mutating func writeOutputs() {
    var scope = scope
    scope.allowsAbsence = true
    for (entries, path) in [(pack.spec, \Decision.spec), (pack.status, \Decision.status)] {
      for entry in entries {
        guard let bound = (try? scope.bind(entry.expression))?.bound, !bound.holdsSecret else {
          continue
        }
        let value = bound.reveal().withoutNulls
        if !value.isNull { decision[keyPath: path][entry.name] = value }
      }
    }
    for secret in pack.secrets { wish(for: secret, in: scope) }
  }

  private mutating func wish(for secret: Pack.SecretTemplate, in scope: PackScope) {
    guard let name = (try? scope.bind(secret.name))?.bound?.reveal().string else { return }
    var data: [(key: String, value: Bound)] = []
    for entry in secret.data {
      guard let bound = (try? scope.bind(entry.expression))?.bound, !bound.reveal().isNull else {
        return
      }
      data.append((entry.name, bound))
    }
    decision.secrets.append(Decision.SecretWish(name: name, type: secret.type, data: data))
  }
}

extension Judgement {
  var fails: Bool { if case .fails = self { true } else { false } }
}

extension Lack {
  var isVariable: Bool { if case .variable = self { true } else { false } }
}
