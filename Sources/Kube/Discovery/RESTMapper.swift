// SPDX-License-Identifier: Apache-2.0

/// Finds the collection of a kind, as the API itself tells it.
///
/// What the API said is kept, and asked anew when something is wanted that was not there: a kind may
/// have come since.
package actor RESTMapper {
  private let api: any Discoverable
  private var table: ResourceTable?
  /// A look at the API that is under way, for all who wait for it.
  private var looking: Task<Result<ResourceTable, StatusError>, Never>?

  package init(_ api: any Discoverable) { self.api = api }

  package func resource(_ kind: GroupVersionKind) async throws(StatusError) -> APIResource {
    try await find("\(kind.kind) in version \"\(kind.apiVersion)\"", in: kind.group) {
      $0.find(kind)
    }
  }

  /// In the version that the server prefers.
  package func resource(_ kind: GroupKind) async throws(StatusError) -> APIResource {
    try await find("\(kind)", in: kind.group) { $0.find(kind) }
  }

  /// What a person means by a word such as `po` or `machines.cluster.x-k8s.io`.
  package func resource(named text: String) async throws(StatusError) -> APIResource {
    try await find("\(text)", in: nil) { $0.find(named: text) }
  }

  /// Where an object belongs: its kind's collection, its namespace and its name.
  package func address(of object: Object) async throws(StatusError) -> Address {
    guard let kind = object.groupVersionKind else {
      throw .badRequest("Object 'Kind' is missing in '\(object)'")
    }
    return try await resource(kind).address(namespace: object.namespace, name: object.name)
  }

  /// Everything that is served: what was kept, or what is so now.
  package func everything(isFresh: Bool = false) async throws(StatusError) -> ResourceTable {
    if let table, !isFresh { return table }
    return try await refresh()
  }

  private func find(
    _ what: String, in group: String?, _ look: (ResourceTable) -> APIResource?
  ) async throws(StatusError) -> APIResource {
    if let found = table.flatMap(look) { return found }
    let fresh = try await refresh()
    if let found = look(fresh) { return found }
    // Not finding it means nothing where a part of the API could not be asked.
    let silent = fresh.failures.first { group == nil || $0.key.group == group }
    if let silent { throw silent.value }
    throw StatusError(code: 404, reason: .notFound, message: "no matches for kind \(what)")
  }

  private func refresh() async throws(StatusError) -> ResourceTable {
    let task = looking ?? Task { [api] in await ResourceTable.ask(api) }
    looking = task
    let result = await task.value
    if looking == task {
      looking = nil
      if case .success(let fresh) = result { table = fresh }
    }
    return try result.get()
  }
}
