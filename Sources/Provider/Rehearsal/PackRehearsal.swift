// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest
package import Packs
import Synchronization
import Template

/// What passes over the objects of packs would call, told in place of being called.
///
/// What is there is read from the provider all the same. What was told is taken to have worked, in that pass and
/// in those after it.
package final class PackRehearsal: Sendable {
  /// A call, and the object that it would be made for.
  package struct Told: Sendable {
    package let object: Object
    package let call: ProviderCall
  }

  private struct State {
    var assumptions: [String: Assumptions] = [:]
    /// What was made or taken away, by the transport and the place: others may look for it as well.
    var sights: [String: Sight] = [:]
    /// What stands in objects for what only an answer would tell.
    var standIns: Set<String> = []
  }

  private enum Sight {
    case present(Value)
    case absent
  }

  private let state = Mutex(State())
  /// Nobody is asked: as if nothing were there yet.
  private let isOffline: Bool
  private let tell: @Sendable (Told) -> Void

  /// `tell` is given each call, in their order.
  package init(isOffline: Bool = false, _ tell: @escaping @Sendable (Told) -> Void) {
    self.isOffline = isOffline
    self.tell = tell
  }

  /// A text with what is not known yet named as such.
  package func plain(_ text: String) -> String {
    guard text.contains(Self.mark) else { return text }
    return state.withLock(\.standIns).sorted { $0.count > $1.count }.reduce(text) {
      $0.replacing($1, with: ProviderCall.unknown)
    }
  }

  // MARK: For passes

  /// - Returns: Whether anything was taken in, so that it is to be decided again.
  func take(
    _ calls: [ProviderCall], for subject: Subject, over transport: any Transport,
    _ world: inout World
  ) async -> Bool {
    var isNews = false
    for call in calls {
      if call.isRead {
        isNews = answer(call, of: subject.pack, &world) || isNews
        continue
      }
      isNews = true
      let rehearsed = call.isWrite ? await transport.rehearse(call, for: subject) : nil
      see(rehearsed?.sights ?? [], over: subject.pack.transport)
      if let reply = rehearsed?.reply, !isOffline {
        world.fold(reply, to: call, of: subject.pack)
        if call.accepts(reply.status) { tell(Told(object: subject.object, call: call)) }
      } else {
        assume(call, for: subject, &world)
      }
    }
    return isNews
  }

  private func see(_ sights: [Rehearsed.Sight], over transport: String) {
    state.withLock { state in
      for sight in sights {
        let place = Self.place(sight.place, by: sight.hook, over: transport)
        state.sights[place] = sight.body.map(Sight.present) ?? .absent
      }
    }
  }

  private func assume(_ call: ProviderCall, for subject: Subject, _ world: inout World) {
    world.assume(call)
    guard call.isWrite else { return }
    if call.purpose == .create, let place = world[record: call.resource]?.id {
      let body = call.body?.redacted ?? [:]
      let seen = Self.place(place, by: call.hook, over: subject.pack.transport)
      state.withLock { $0.sights[seen] = .present(body) }
    }
    tell(Told(object: subject.object, call: call))
  }

  /// - Returns: Whether the provider need not be asked.
  private func answer(_ call: ProviderCall, of pack: Pack, _ world: inout World) -> Bool {
    let place = Self.place(call.target, by: call.hook, over: pack.transport)
    switch state.withLock({ $0.sights[place] }) {
    case .present(let body): world.assumePresence(of: call.resource, body)
    case .absent: world.assumeAbsence(for: call, of: pack)
    case nil where isOffline: world.assumeAbsence(for: call, of: pack)
    case nil: return false
    }
    return true
  }

  private static func place(_ id: String, by hook: String?, over transport: String) -> String {
    "\(transport) \(hook ?? "") \(id)"
  }

  func remind(_ world: inout World, of object: Object) {
    guard let known = state.withLock({ $0.assumptions[Self.key(object)] }) else { return }
    world.assumptions = known
  }

  func keep(_ world: World, of object: Object) {
    let known = world.assumptions
    state.withLock { $0.assumptions[Self.key(object)] = known }
  }

  private static func key(_ object: Object) -> String { object.metadata.uid ?? "\(object)" }

  // MARK: What is not known yet

  private static let mark = ".unknown.invalid"

  /// Writes something into an object for what only an answer would tell: a host can be no mere words.
  func settle(_ object: inout Object, _ decision: Decision) {
    let standIn = "\(object.name)\(Self.mark)"
    var isUsed = false
    for entry in decision.spec {
      object.spec[entry.key] = object.spec[entry.key]?.settled(standIn, &isUsed)
    }
    for entry in decision.status {
      object.status[entry.key] = object.status[entry.key]?.settled(standIn, &isUsed)
    }
    if isUsed { state.withLock { _ = $0.standIns.insert(standIn) } }
  }
}

extension ProviderCall {
  fileprivate var isRead: Bool {
    switch purpose {
    case .read, .also: true
    default: false
    }
  }
}

extension Value {
  fileprivate func settled(_ standIn: String, _ isUsed: inout Bool) -> Value {
    switch self {
    case .string(let text) where text.contains(ProviderCall.unknown):
      isUsed = true
      return .string(text.replacing(ProviderCall.unknown, with: standIn))
    case .list(let items):
      var settled: [Value] = []
      for item in items { settled.append(item.settled(standIn, &isUsed)) }
      return .list(settled)
    case .map(let map):
      var settled = Map()
      for entry in map {
        let isPort = entry.key == "port" && entry.value.string == ProviderCall.unknown
        settled[entry.key] = isPort ? .int(6443) : entry.value.settled(standIn, &isUsed)
      }
      return .map(settled)
    default: return self
    }
  }
}
