// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What is to be done with one object, for the sake of its owners and dependents. Pure.
enum Verdict: Sendable, Equatable {
  case keep
  /// An owner is of a kind that is not known: it may yet turn out to be there.
  case unresolved
  /// It lives, and loses its references to owners that do not.
  case detach(Set<String>)
  /// Its owners have gone.
  case delete(DeleteOptions.Propagation)
  /// The same, in a circle: its references must first stop to hold their owners back.
  case unblockAndDelete
  /// Its deletion waits until its dependents know it no more.
  case orphan
  /// Its deletion waits until its dependents have gone.
  case deleteDependents
  /// Nothing is left that its deletion waits for.
  case release(finalizer: String)

  /// What is known of an owner that an object refers to.
  enum Owner: Sendable {
    case there
    case absent
    /// It is being deleted, and waits for its dependents to go.
    case waiting
    case unknown
  }

  static func on(
    _ object: StoredObject, dependents: [StoredObject], owner: (OwnerReference) -> Owner
  ) -> Verdict {
    switch object.waitsForDependents {
    case Deletion.orphan?:
      return dependents.isEmpty ? .release(finalizer: Deletion.orphan) : .orphan
    case let finalizer?:
      let blocking = dependents.filter { $0.blocks(object.identity.uid) }
      return blocking.isEmpty ? .release(finalizer: finalizer) : .deleteDependents
    case nil: return object.isDeleting ? .keep : of(object, dependents, owner)
    }
  }

  private static func of(
    _ object: StoredObject, _ dependents: [StoredObject], _ owner: (OwnerReference) -> Owner
  ) -> Verdict {
    let references = object.metadata.ownerReferences.map { ($0.uid, owner($0)) }
    func uids(_ states: Set<Owner>) -> Set<String> {
      Set(references.filter { states.contains($0.1) }.map(\.0))
    }
    guard !references.isEmpty else { return .keep }
    guard uids([.unknown]).isEmpty else { return .unresolved }
    guard uids([.there]).isEmpty else {
      let lost = uids([.absent, .waiting])
      return lost.isEmpty ? .keep : .detach(lost)
    }
    if !uids([.waiting]).isEmpty && !dependents.isEmpty {
      let isCircle = dependents.contains { $0.waitsForDependents == Deletion.foreground }
      return isCircle ? .unblockAndDelete : .delete(.foreground)
    }
    return .delete(object.metadata.propagation)
  }
}

extension StoredObject {
  func refers(to uid: String) -> Bool { metadata.ownerReferences.contains { $0.uid == uid } }

  fileprivate func blocks(_ uid: String) -> Bool {
    metadata.ownerReferences.contains { $0.uid == uid && $0.blocksDeletion }
  }
}

extension Metadata {
  /// What somebody has already decided about its dependents.
  fileprivate var propagation: DeleteOptions.Propagation {
    if finalizers.contains(Deletion.orphan) { return .orphan }
    return finalizers.contains(Deletion.foreground) ? .foreground : .background
  }
}
