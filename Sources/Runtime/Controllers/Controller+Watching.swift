// SPDX-License-Identifier: Apache-2.0

package import Kube

extension Controller {
  /// Works on every object of an informer that changes.
  package func follow(_ informer: Informer, gathering: Gathering = .none) async {
    await follow(informer, gathering: gathering) { [Key($0.object)] }
  }

  /// Works on the keys that a change concerns: those of owners, or of all that refer to the object. Where
  /// changes come several at a time, they are gathered for a while, and looked at together.
  package func follow(
    _ informer: Informer, gathering: Gathering = .none,
    _ keys: @escaping @Sendable (Change) -> [Key]
  ) async {
    let queue = queue
    await informer.tell { change in
      let delay = change.isResync ? nil : gathering.delay(change)
      for key in keys(change) {
        if let delay { queue.add(key, after: delay) } else { queue.add(key, change.urgency) }
      }
    }
  }

  /// Works on the owners, of one kind, of every object that changes: those before and those after.
  package func followOwned(
    _ informer: Informer, by owner: GroupKind, gathering: Gathering = .none
  ) async {
    await follow(informer, gathering: gathering) { change in
      [change.old, change.object].compactMap(\.self).flatMap { Self.owners(of: $0, owner) }
    }
  }

  /// The owners of an object, of one kind.
  package static func owners(of object: Object, _ kind: GroupKind) -> [Key] {
    let metadata = object.metadata
    return metadata.ownerReferences.filter { reference in
      reference.kind == kind.kind && GroupVersion(reference.apiVersion)?.group == kind.group
    }
    .map { Key(namespace: metadata.namespace, name: $0.name) }
  }
}
