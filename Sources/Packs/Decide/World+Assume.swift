// SPDX-License-Identifier: Apache-2.0

package import Manifest
import Template

extension World {
  /// Takes in a call that is only told, as if it had worked: what a plan goes on with.
  package mutating func assume(_ call: ProviderCall) {
    let name = call.resource
    busy.remove(name)
    switch call.purpose {
    case .create:
      sights[name] = .present(call.body?.redacted ?? [:], also: [:], secretAlso: [])
      assumed.insert(name)
      fresh.insert(name)
    case .update:
      if case .present(let actual, let also, let secrets) = sights[name] {
        let body = call.body?.redacted ?? [:]
        sights[name] = .present(
          actual.applying(mergePatch: body), also: also, secretAlso: secrets)
      }
      if let asked = call.applied { applied[name] = asked }
      assumed.insert(name)
    case .delete, .replace:
      sights[name] = .absent
      applied[name] = nil
      assumed.insert(name)
    case .action(let action):
      acted.insert("\(name)/\(action)")
      assumed.insert(name)
    case .poll:
      // An operation that runs is taken to end well.
      let isDeleting = self[record: name]?.state == .deleting
      record(name) { $0.operation = nil }
      sights[name] = isDeleting ? .absent : nil
      if isDeleting { assumed.insert(name) }
    case .read, .also: break
    }
  }
}

/// What is taken to be there, or gone, from one pass to the next.
package struct Assumptions: Sendable {
  fileprivate var sights: [String: Sight] = [:]
  fileprivate var assumed: Set<String> = []
  fileprivate var acted: Set<String> = []
  fileprivate var fresh: Set<String> = []

  package init() {}
}

extension World {
  /// What a later pass has to go on with: nobody else would tell it.
  package var assumptions: Assumptions {
    get {
      var kept = Assumptions()
      kept.sights = sights.filter { assumed.contains($0.key) }
      (kept.assumed, kept.acted, kept.fresh) = (assumed, acted, fresh)
      return kept
    }
    set {
      sights.merge(newValue.sights) { $1 }
      assumed = newValue.assumed
      acted = newValue.acted
      fresh = newValue.fresh
    }
  }
}

extension World {
  /// Takes in a call that only reads, where nobody can be asked: nothing is there, but for what a pack never makes.
  package mutating func assumeAbsence(for call: ProviderCall, of pack: Pack) {
    let template = self[record: call.resource]?.template ?? call.resource
    guard case .read = call.purpose, pack[template]?.create == nil else {
      sights[call.resource] = .absent
      return
    }
    assumePresence(of: call.resource, [:])
  }

  /// Takes in that something is there which others were only told to have made.
  package mutating func assumePresence(of resource: String, _ body: Value) {
    sights[resource] = .present(body, also: [:], secretAlso: [])
    assumed.insert(resource)
    fresh.insert(resource)
  }
}
