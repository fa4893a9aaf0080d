// SPDX-License-Identifier: Apache-2.0

import Manifest
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
      assumed.insert(name)
    case .delete, .replace: sights[name] = .absent
    case .action(let action):
      acted.insert("\(name)/\(action)")
      assumed.insert(name)
    case .poll:
      // An operation that runs is taken to end well.
      let isDeleting = self[record: name]?.state == .deleting
      record(name) { $0.operation = nil }
      sights[name] = isDeleting ? .absent : nil
    case .read, .also: break
    }
  }
}
