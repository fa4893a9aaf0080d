// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import ManagementAPI
import TestKit

/// The embedded API with a kind to control.
func withLocalPlane(_ body: (LocalClient) async throws -> Void) async throws {
  try await withTemporaryDirectory { folder in
    let store = try Store(folder.appending(path: "store.db").path)
    var catalog = Catalog.core
    var machine = ServedKind(
      group: Sample.resource.group, kind: "Machine", plural: Sample.resource.plural,
      versions: [ServedVersion("v1")], storageVersion: "v1")
    machine.versions[0].hasStatus = true
    catalog.add(machine)
    let client = APIServer(store, kinds: catalog).client()
    _ = try await client.create(
      Object(GroupVersionKind(group: "", version: "v1", kind: "Namespace"), name: "demo"),
      at: Address(Resource(group: "", version: "v1", plural: "namespaces")))
    try await body(client)
  }
}
