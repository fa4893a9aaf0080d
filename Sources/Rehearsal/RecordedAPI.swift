// SPDX-License-Identifier: Apache-2.0

package import Kube
package import ManagementAPI

/// An API over objects that were written down, in memory: what is asked where no plane runs.
package enum RecordedAPI {
  /// Its client keeps it.
  package static func client(
    of objects: [Object], _ catalog: Catalog
  ) async throws -> LocalClient {
    let store = try Store(":memory:")
    let server = APIServer(store, kinds: catalog)
    try await StateImport(store, catalog).add(objects)
    try await server.prepare()
    return server.client()
  }

  /// The same of a file that `capctl backup` wrote; the file stays as it is. `scratch` is a path of a new file.
  package static func client(
    ofBackup file: String, copiedTo scratch: String, _ catalog: Catalog
  ) async throws -> LocalClient {
    try StoreFile(file).copy(to: scratch)
    let server = APIServer(try Store(scratch), kinds: catalog)
    try await server.prepare()
    return server.client()
  }
}
