// SPDX-License-Identifier: Apache-2.0

package import Manifest

extension RemoteClient {
  private static let tableForm =
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

  /// What is sent along of the object in each row.
  package enum TableContent: String, Sendable {
    case nothing = "None"
    case metadata = "Metadata"
  }

  /// A collection, or one object, as the rows of a `Table` that the server lays out; the thing itself
  /// from a server that makes none of it.
  package func table(
    _ address: Address, _ options: ListOptions = ListOptions(),
    including content: TableContent = .metadata
  ) async throws(StatusError) -> Value {
    var query = address.name == nil ? options.query : []
    if content != .metadata { query.append(("includeObject", content.rawValue)) }
    return try await document(address.encodedPath + encoded(query), accept: Self.tableForm)
  }

  /// The same, of what changes: each event holds a `Table`.
  package func watchTable(
    _ address: Address, _ options: WatchOptions
  ) async throws(StatusError) -> Watch {
    try await watch(address, options, accept: Self.tableForm)
  }
}
