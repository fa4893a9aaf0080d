// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// Any Kubernetes-style API: embedded in this process, or a server somewhere.
///
/// Two functions carry everything; the verbs are layered over them.
package protocol KubeClient: Sendable {
  func send(_ call: Call) async throws(StatusError) -> Answer

  /// Events until the server ends the watch, the consumer stops, or the watch fails.
  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch
}

/// What a call came back with.
package struct Answer: Sendable {
  /// An object, a list, or a `Status` that says it worked.
  package var value: Value
  /// What the server wants the caller to know: deprecations, unknown fields.
  package var warnings: [String]
  /// A new object was made.
  package var created: Bool

  package init(_ value: Value, warnings: [String] = [], created: Bool = false) {
    self.value = value
    self.warnings = warnings
    self.created = created
  }
}

/// One page of a collection.
package struct ObjectList: Sendable {
  package var items: [Object]
  package var resourceVersion: String
  /// Where the next page begins; nil on the last one.
  package var continuation: String?
  package var remaining: Int64?
}

extension KubeClient {
  package func get(_ address: Address) async throws(StatusError) -> Object {
    Object(try await send(Call(.get, at: address)).value)
  }

  /// Nil where there is no such object; every other failure is thrown.
  package func find(_ address: Address) async throws(StatusError) -> Object? {
    do throws(StatusError) {
      return try await get(address)
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
  }

  package func list(
    _ address: Address, _ options: ListOptions = ListOptions()
  ) async throws(StatusError) -> ObjectList {
    let value = try await send(Call(.list(options), at: address)).value
    let metadata = value["metadata"]
    return ObjectList(
      items: (value["items"]?.list ?? []).map(Object.init),
      resourceVersion: metadata?["resourceVersion"]?.string ?? "",
      continuation: metadata?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 },
      remaining: metadata?["remainingItemCount"]?.int)
  }

  /// Every page, one after another, as of the first one's revision.
  package func listAll(
    _ address: Address, _ options: ListOptions = ListOptions()
  ) async throws(StatusError) -> ObjectList {
    var options = options
    options.limit = options.limit ?? 500
    var all = try await list(address, options)
    while let next = all.continuation {
      options.continuation = next
      options.resourceVersion = nil
      options.versionMatch = nil
      let page = try await list(address, options)
      all.items += page.items
      all.continuation = page.continuation
    }
    all.remaining = nil
    return all
  }

  package func create(
    _ object: Object, at collection: Address, _ options: WriteOptions = WriteOptions()
  ) async throws(StatusError) -> Object {
    try await write(.create(object), at: collection, options)
  }

  package func update(
    _ object: Object, at address: Address, _ options: WriteOptions = WriteOptions()
  ) async throws(StatusError) -> Object {
    try await write(.update(object), at: address, options)
  }

  package func patch(
    _ patch: Patch, at address: Address, _ options: WriteOptions = WriteOptions()
  ) async throws(StatusError) -> Object {
    try await write(.patch(patch), at: address, options)
  }

  /// What is left of the object where finalizers hold it, or the `Status` that says it is gone.
  @discardableResult
  package func delete(
    _ address: Address, _ options: DeleteOptions = DeleteOptions()
  ) async throws(StatusError) -> Object {
    Object(try await send(Call(.delete(options), at: address)).value)
  }

  private func write(
    _ verb: Call.Verb, at address: Address, _ options: WriteOptions
  ) async throws(StatusError) -> Object {
    var call = Call(verb, at: address)
    call.write = options
    return Object(try await send(call).value)
  }
}
