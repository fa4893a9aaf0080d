// SPDX-License-Identifier: Apache-2.0

package import Kube

extension APIServer {
  /// Deletes what has lost its owners and what is in namespaces that end, in every logical cluster,
  /// until the task is cancelled. At most one at a time.
  package func tend() async { await Caretaker(server: self).run() }

  /// Makes what every logical cluster has from the start, where it is missing.
  package func prepare(_ cluster: String = "") async throws(StatusError) {
    try await publishDefinitions(in: cluster)
    let client = client(of: cluster)
    for (object, collection) in InitialObjects.all {
      var address = collection
      address.name = object.name
      guard try await client.find(address) == nil else { continue }
      var call = Call(.create(object), at: collection)
      call.write = Caretaker.writing
      do throws(StatusError) {
        _ = try await client.send(call)
      } catch {
        guard error.isAlreadyExists else { throw error }
      }
    }
  }
}
