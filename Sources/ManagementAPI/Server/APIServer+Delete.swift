// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func delete(
    _ options: DeleteOptions, _ write: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Reply {
    try checkDefinition(context)
    while true {
      let seen = try seen(context)
      let object = try context.presented(seen)
      switch try Deletion.next(for: object, options, in: context) {
      case .wait: return Reply(object.value)
      case .pending: return Reply(gone(object, context))
      case .remove(let last):
        if write.isDryRun { return Reply(gone(last, context)) }
        let body = try context.storable(last)
        guard case .done = try await commit(.delete(seen, as: body)) else { continue }
        return Reply(gone(last, context))
      case .mark(let marked):
        if write.isDryRun { return Reply(marked.value) }
        let outcome = try await commit(.update(seen, to: try context.storable(marked)))
        guard case .done(let stored) = outcome else { continue }
        return Reply(try context.item(stored))
      }
    }
  }

  /// Deletes what is selected, and answers what that was.
  func deleteCollection(
    _ options: DeleteOptions, _ which: ListOptions, _ write: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Reply {
    let answer = try list(which, context)
    for item in answer.value["items"]?.list ?? [] {
      let metadata = Object(item).metadata
      var one = context
      one.address.name = metadata.name
      one.address.namespace = metadata.namespace
      do throws(StatusError) {
        _ = try await delete(options, write, one)
      } catch {
        // Somebody else was quicker.
        guard error.isNotFound else { throw error }
      }
    }
    return answer
  }

  /// The object itself, where its kind has always been answered so, else that it is gone.
  private func gone(_ object: Object, _ context: Context) -> Value {
    if Self.returned.contains(context.kind.qualified) { return object.value }
    var details: Value = ["name": .string(object.name)]
    if !context.kind.group.isEmpty { details["group"] = .string(context.kind.group) }
    details["kind"] = .string(context.kind.plural)
    details["uid"] = .string(object.metadata.uid ?? "")
    return [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success",
      "details": details,
    ]
  }

  private static let returned: Set = [
    "namespaces", "persistentvolumeclaims", "persistentvolumes", "pods", "podtemplates",
    "resourcequotas", "serviceaccounts", "services", "csidrivers.storage.k8s.io",
    "csinodes.storage.k8s.io", "storageclasses.storage.k8s.io",
    "volumeattachments.storage.k8s.io",
  ]
}
