// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func delete(
    _ options: DeleteOptions, _ write: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Answer {
    while true {
      let seen = try seen(context)
      let object = try context.presented(seen)
      switch try Deletion.next(for: object, options, in: context) {
      case .wait: return Answer(object.value)
      case .remove:
        if write.isDryRun { return Answer(success(object, context)) }
        guard case .done = try await commit(.delete(seen)) else { continue }
        return Answer(success(object, context))
      case .mark(let marked):
        if write.isDryRun { return Answer(marked.value) }
        let outcome = try await commit(.update(seen, to: try context.storable(marked)))
        guard case .done(let stored) = outcome else { continue }
        return Answer(try context.presented(stored).value)
      }
    }
  }

  func deleteCollection(
    _ options: DeleteOptions, _ which: ListOptions, _ write: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Answer {
    let selection = try Selection(context, labels: which.labelSelector, fields: which.fieldSelector)
    let selected = store.list(context.collection).objects.filter(selection.contains)
    for object in selected {
      var one = context
      one.address.name = object.key.name
      one.address.namespace = context.kind.isNamespaced ? object.key.namespace : nil
      do throws(StatusError) {
        _ = try await delete(options, write, one)
      } catch {
        // Somebody else was quicker.
        guard error.isNotFound else { throw error }
      }
    }
    return try list(which, context)
  }

  private func success(_ object: Object, _ context: Context) -> Value {
    var details: Value = ["name": .string(object.name)]
    if !context.kind.group.isEmpty { details["group"] = .string(context.kind.group) }
    details["kind"] = .string(context.kind.plural)
    details["uid"] = .string(object.metadata.uid ?? "")
    return [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success",
      "details": details,
    ]
  }
}
