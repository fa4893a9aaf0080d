// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// Makes `owner` an owner; as the controller it takes the place of another one.
  package mutating func addOwner(_ owner: Object, isController: Bool) {
    let reference = OwnerReference(
      to: owner, isController: isController, blocksDeletion: isController)
    guard !ownerReferences.contains(reference) else { return }
    let others = ownerReferences.filter {
      $0.uid != reference.uid && !(isController && $0.isController)
    }
    ownerReferences = others + [reference]
  }

  /// Makes `owner` one of the owners where nobody controls the object; where somebody does, it goes with
  /// that one alone.
  package mutating func belong(to owner: Object) {
    guard controller != nil else { return addOwner(owner, isController: false) }
    ownerReferences.removeAll { $0.uid == owner.metadata.uid && !$0.isController }
  }

  package mutating func addFinalizer(_ finalizer: String) {
    if !finalizers.contains(finalizer) { finalizers.append(finalizer) }
  }

  package mutating func removeFinalizer(_ finalizer: String) {
    finalizers.removeAll { $0 == finalizer }
  }

  package var controller: OwnerReference? { ownerReferences.first(where: \.isController) }
}
