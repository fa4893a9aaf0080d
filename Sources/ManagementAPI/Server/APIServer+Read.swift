// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func get(_ context: Context) throws(StatusError) -> Reply {
    Reply(try context.item(try seen(context)))
  }

  /// The object that the address names.
  func seen(_ context: Context) throws(StatusError) -> StoredObject {
    guard let object = store.find(context.key) else { throw .notFound(context.address) }
    return object
  }

  func list(_ options: ListOptions, _ context: Context) throws(StatusError) -> Reply {
    try options.check()
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
    var items: [Reply.Item] = []
    items.reserveCapacity(selected.count)
    for object in selected { items.append(try context.item(object)) }
    return Reply(
      list: [
        "apiVersion": .string(context.address.resource.groupVersion.description),
        "kind": .string(context.kind.listKind), "metadata": metadata,
      ], of: items)
  }

  /// The collection as of the revision that is asked for, from where the last page ended.
  private func page(
    _ options: ListOptions, _ context: Context
  ) throws(StatusError) -> (objects: [StoredObject], revision: Int64) {
    if let text = options.continuation { return try nextPage(text, options, context) }
    guard let wanted = try revision(options.resourceVersion) else {
      return store.list(context.collection)
    }
    // A page of what is not older than a revision has always been taken for a page of that revision.
    let isPage = options.limit ?? 0 > 0 && options.versionMatch == nil
    if options.versionMatch == .exact || isPage {
      guard let objects = try past(context, at: wanted) else {
        throw .expired("The resourceVersion for the provided list is too old.")
      }
      return (objects, wanted)
    }
    let current = store.list(context.collection)
    guard wanted <= current.revision else { throw .tooLarge(wanted, current: current.revision) }
    return current
  }

  private func nextPage(
    _ text: String, _ options: ListOptions, _ context: Context
  ) throws(StatusError) -> (objects: [StoredObject], revision: Int64) {
    guard options.resourceVersion == nil || options.resourceVersion == "0" else {
      throw .badRequest("specifying resource version is not allowed when using continue")
    }
    guard var from = Continuation(text) else {
      throw .badRequest("invalid continue token: continue key is not valid")
    }
    let key = from.key(in: context)
    func rest(_ all: [StoredObject]) -> [StoredObject] {
      Array(all[all.partitionIndex { StoreKey.precedes(key, $0.key) }...])
    }
    if from.revision == Continuation.latest {
      let current = store.list(context.collection)
      return (rest(current.objects), current.revision)
    }
    if let all = try past(context, at: from.revision) { return (rest(all), from.revision) }
    from.revision = Continuation.latest
    throw .brokenOff(from)
  }

  /// Nil where that is forgotten.
  private func past(
    _ context: Context, at revision: Int64
  ) throws(StatusError) -> [StoredObject]? {
    if let objects = store.list(context.collection, at: revision) { return objects }
    let current = store.revision
    guard revision <= current else { throw .tooLarge(revision, current: current) }
    return nil
  }

  /// Nil where the reader takes whatever is there.
  func revision(_ text: String?) throws(StatusError) -> Int64? {
    guard let text, !text.isEmpty, text != "0" else { return nil }
    guard let revision = Int64(text), revision >= 0 else {
      throw StatusError(
        code: 500, reason: .unknown,
        message: "resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing "
          + "\"\(text)\": invalid syntax")
    }
    return revision == 0 ? nil : revision
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

  /// The moment that a list is of is forgotten; it may go on from there with what is here now.
  fileprivate static func brokenOff(_ from: Continuation) -> StatusError {
    var status = expired(
      "The provided continue parameter is too old to display a consistent list result. You can "
        + "start a new list without the continue parameter, or use the continue token in this "
        + "response to retrieve the remainder of the results. Continuing with the provided token "
        + "results in an inconsistent list - objects that were created, modified, or deleted "
        + "between the time the first chunk was returned and now may show up in the list.")
    status.continuation = from.text
    return status
  }
}
