// SPDX-License-Identifier: Apache-2.0

package import Kube

extension APIServer {
  /// Deletes what has lost its owners and what is in namespaces that end, in every logical cluster,
  /// until the task is cancelled. At most one at a time.
  package func tend() async { await Caretaker(server: self).run() }

  /// Makes what every logical cluster has from the start, where it is missing.
  package func prepare(_ cluster: String = "") async throws(StatusError) {
    try await publishDefinitions(in: cluster)
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    for name in Namespaces.initial {
      let key = StoreKey(Namespaces.collection(in: cluster), name: name)
      guard store.find(key) == nil else { continue }
      var call = Call(.create(Object(kind, name: name)), at: Address(Namespaces.resource))
      call.write = Caretaker.writing
      do throws(StatusError) {
        _ = try await client(of: cluster).send(call)
      } catch {
        guard error.isAlreadyExists else { throw error }
      }
    }
  }
}
