// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func get(_ context: Context) throws(StatusError) -> Answer {
    Answer(try context.presented(try seen(context)).value)
  }

  /// The object that the address names.
  func seen(_ context: Context) throws(StatusError) -> StoredObject {
    guard let object = store.find(context.key) else { throw .notFound(context.address) }
    return object
  }

  func list(_ options: ListOptions, _ context: Context) throws(StatusError) -> Answer {
    let selection = try Selection(
      context, labels: options.labelSelector, fields: options.fieldSelector)
    let page = try page(options, context)
    var selected = page.objects.filter(selection.contains)
    var metadata: Value = ["resourceVersion": .string(String(page.revision))]
    if let limit = options.limit, limit > 0, selected.count > limit {
      let next = Continuation(revision: page.revision, after: selected[limit - 1].key)
      metadata["continue"] = .string(next.text)
      if selection.isWhole {
        metadata["remainingItemCount"] = .int(Int64(selected.count - limit))
      }
      selected.removeSubrange(limit...)
    }
    var items: [Value] = []
    items.reserveCapacity(selected.count)
    for object in selected { items.append(try context.presented(object).value) }
    return Answer([
      "apiVersion": .string(context.address.resource.groupVersion.description),
      "kind": .string(context.kind.listKind), "metadata": metadata, "items": .list(items),
    ])
  }

  /// The collection as of the revision that is asked for, from where the last page ended.
  private func page(
    _ options: ListOptions, _ context: Context
  ) throws(StatusError) -> (objects: [StoredObject], revision: Int64) {
    if let text = options.continuation {
      guard options.resourceVersion == nil || options.resourceVersion == "0" else {
        throw .badRequest("specifying resource version is not allowed when using continue")
      }
      guard let from = Continuation(text) else { throw .badRequest("continue key is not valid") }
      let all = try past(context, at: from.revision)
      let start = all.partitionIndex { StoreKey.precedes(from.key(in: context), $0.key) }
      return (Array(all[start...]), from.revision)
    }
    guard let wanted = try revision(options.resourceVersion) else {
      return store.list(context.collection)
    }
    if options.versionMatch == .exact { return (try past(context, at: wanted), wanted) }
    let current = store.list(context.collection)
    guard wanted <= current.revision else { throw .tooLarge(wanted, current: current.revision) }
    return current
  }

  private func past(
    _ context: Context, at revision: Int64
  ) throws(StatusError) -> [StoredObject] {
    if let objects = store.list(context.collection, at: revision) { return objects }
    let current = store.revision
    guard revision <= current else { throw .tooLarge(revision, current: current) }
    throw .expired(
      "The provided continue parameter is too old to display a consistent list result. "
        + "You must start a new list without the continue parameter.")
  }

  /// Nil where the reader takes whatever is there.
  func revision(_ text: String?) throws(StatusError) -> Int64? {
    guard let text, !text.isEmpty, text != "0" else { return nil }
    guard let revision = Int64(text), revision > 0 else {
      throw .badRequest("Invalid value: \"\(text)\": resourceVersion must be a positive integer")
    }
    return revision
  }
}

extension StatusError {
  /// The reader has seen a revision that is not here yet.
  static func tooLarge(_ wanted: Int64, current: Int64) -> StatusError {
    var status = StatusError(
      code: 504, reason: .timeout,
      message: "Timeout: Too large resource version: \(wanted), current: \(current)")
    status.details.retryAfterSeconds = 1
    status.details.causes = [
      Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")
    ]
    return status
  }
}
