// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import Kube
import Manifest
import Packs
import Provider
import Template
import Views

/// Tells of a rehearsal what a person wants to know. Pure.
struct RehearsalReport {
  private let journal: Journal
  private let packs: PackRehearsal
  private let before: [Object]
  private let after: [Object]
  private let aliases: Aliases
  /// Addresses that were given in the rehearsal.
  private let addresses: Set<String>

  init(_ journal: Journal, _ packs: PackRehearsal, from stage: RehearsalStage, to after: [Object]) {
    (self.journal, self.packs) = (journal, packs)
    (before, self.after) = (stage.objects, after)
    aliases = Aliases(journal.fresh)
    let known = Set(stage.objects.compactMap(Self.host))
    addresses = Set(after.compactMap(Self.host).filter(\.isAddress)).subtracting(known)
  }

  private static func host(_ object: Object) -> String? {
    object.kind == Kind.inMemoryCluster.kind
      ? nil : object.spec["controlPlaneEndpoint"]?["host"]?.string
  }

  func deeds(isSettled: Bool) -> PlannedDeeds {
    var deeds = PlannedDeeds()
    for entry in journal.entries {
      switch entry {
      case .call(let told): deeds.calls.append(call(told))
      case .deed(let word, let object): deeds.calls.append(deed(word, object))
      case .machine: break
      }
    }
    deeds.steps = steps
    deeds.notes = notes
    if !isSettled {
      deeds.notes.append("what follows does not come to an end: only its beginning is told")
    }
    return deeds
  }

  // MARK: Words

  private func plain(_ text: String) -> String {
    let text = addresses.reduce(text) { $0.replacing($1, with: ProviderCall.unknown) }
    return aliases.plain(packs.plain(text))
  }

  private func plain(_ value: Value) -> Value { value.mapTexts(plain) }

  // MARK: Calls

  private func call(_ told: PackRehearsal.Told) -> PlannedCall {
    let call = told.call
    let changes = call.change.map { change in
      Difference.fields(from: plain(change.before), to: plain(change.after))
    }
    return PlannedCall(
      subject: plain("\(told.object)"),
      method: call.hook.map { "\(call.purpose.word) \($0)" } ?? call.method,
      target: plain(call.target), text: plain("\(call)"),
      body: call.body.map { plain(withoutKeys($0.redacted, told.object)) }, changes: changes ?? [])
  }

  /// A key that nobody has given is made of the uid, which a new object does not have yet.
  private func withoutKeys(_ body: Value, _ object: Object) -> Value {
    guard journal.isFresh(object) else { return body }
    return body.mapTexts { text in
      guard text.hasPrefix("ssh-ed25519 ") else { return text }
      let words = [text, Data(text.utf8).base64EncodedString()]
      let spec = JSON.text(object.spec)
      return words.contains(where: spec.contains) ? text : ProviderCall.unknown
    }
  }

  private func deed(_ word: String, _ object: Object) -> PlannedCall {
    let what = object.kind == Kind.inMemoryCluster.kind ? "cluster" : "machine"
    let name = plain(object.name)
    return PlannedCall(
      subject: plain("\(object)"), method: "\(word) \(what)", target: name,
      text: "\(word) \(what) \(name) in memory")
  }

  // MARK: Machines

  private var steps: [MachineStep] {
    var machines: [String: [String: Bool]] = [:]
    for object in before where object.kind == Kind.machine.kind {
      let isWorking = Machine(object).nodeName != nil && !object.isDeleting
      machines[owner(of: object), default: [:]][object.name] = isWorking
    }
    return journal.entries.compactMap { entry in
      guard case .machine(let object, let event) = entry else { return nil }
      let owner = owner(of: object)
      machines[owner, default: [:]][object.name] = event == .gone ? Bool?.none : event == .joined
      let all = machines[owner] ?? [:]
      return MachineStep(
        owner: owner, machine: plain(object.name), event.told, working: all.values.count { $0 },
        all: all.count)
    }
  }

  private func owner(of machine: Object) -> String {
    let place = machine.namespace.map { "\($0)/" } ?? ""
    if let name = machine.metadata.labels[Labels.deploymentName] {
      return "MachineDeployment \(place)\(name)"
    }
    guard let owner = machine.metadata.controller else { return "\(machine)" }
    return "\(owner.kind) \(place)\(owner.name)"
  }

  // MARK: Notes

  /// Of infrastructure that would not come to be as it shall, why.
  private var notes: [String] {
    after.filter(\.isOfProvider).compactMap { object in
      let type = object.isDeleting ? ConditionTypes.deleting : ConditionTypes.ready
      guard let condition = object.condition(type), object.isDeleting || condition.status != .yes
      else { return nil }
      let message = condition.message.isEmpty ? condition.reason : condition.message
      return plain("\(object): \(message)")
    }
  }
}

extension Journal.MachineEvent {
  fileprivate var told: MachineStep.Event {
    switch self {
    case .made: .made
    case .joined: .joined
    case .leaving: .leaving
    case .gone: .gone
    }
  }
}

extension Object {
  fileprivate var isOfProvider: Bool {
    groupVersionKind?.group == Kind.dockerCluster.group
  }
}

extension String {
  /// Only digits and dots, or a colon and no dot: what a name is not.
  fileprivate var isAddress: Bool {
    !isEmpty && allSatisfy { $0.isHexDigit || $0 == "." || $0 == ":" }
      && (contains(".") ? allSatisfy { $0.isNumber || $0 == "." } : contains(":"))
  }
}
