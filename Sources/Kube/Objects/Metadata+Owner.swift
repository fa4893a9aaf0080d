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

  package mutating func addFinalizer(_ finalizer: String) {
    if !finalizers.contains(finalizer) { finalizers.append(finalizer) }
  }

  package mutating func removeFinalizer(_ finalizer: String) {
    finalizers.removeAll { $0 == finalizer }
  }

  package var controller: OwnerReference? { ownerReferences.first(where: \.isController) }
}
