// SPDX-License-Identifier: Apache-2.0

package import Manifest

extension RemoteClient {
  private static let tableForm =
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

  /// A collection, or one object, as the rows of a `Table` that the server lays out; the thing itself
  /// from a server that makes none of it.
  package func table(
    _ address: Address, _ options: ListOptions = ListOptions()
  ) async throws(StatusError) -> Value {
    let query = address.name == nil ? options.query : []
    return try await document(address.encodedPath + encoded(query), accept: Self.tableForm)
  }

  /// The same, of what changes: each event holds a `Table`.
  package func watchTable(
    _ address: Address, _ options: WatchOptions
  ) async throws(StatusError) -> Watch {
    try await watch(address, options, accept: Self.tableForm)
  }
}
