// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Caretaker {
  /// Deletes the objects of a kind whose definition is being deleted; when none is left, lets go of the
  /// definition.
  func clear(_ definition: StoredObject, _ context: Context) async throws(StatusError) -> Outcome {
    let object = Object(definition.body)
    guard definition.isDeleting, object.metadata.finalizers.contains(Deletion.cleanup) else {
      return .done([])
    }
    let collection = Collection(
      cluster: definition.key.collection.cluster, resource: definition.key.name)
    let remaining = server.store.list(collection).objects
    let untouched = remaining.filter { !$0.isDeleting }
    guard untouched.isEmpty else { return .done(untouched.map { .delete($0.key) }) }
    if remaining.isEmpty { try await release(definition, Deletion.cleanup, context) }
    return .done([])
  }
}
