// SPDX-License-Identifier: Apache-2.0

package import Kube

extension APIServer {
  /// Takes away a logical cluster with all that is in it, whatever would hold that.
  package func erase(_ cluster: String) async throws(StatusError) {
    precondition(!cluster.isEmpty, "the management API is no cluster to erase")
    // Somebody may still have written while the last objects went.
    while true {
      let rest = store.collections.filter { $0.cluster == cluster }
        .flatMap { store.list($0).objects }
      guard !rest.isEmpty else { break }
      let failure = await withTaskGroup(of: StatusError?.self) { group in
        for object in rest { group.addTask { await self.take(object) } }
        return await group.reduce(nil) { $0 ?? $1 }
      }
      if let failure { throw failure }
    }
    forgetRealm(of: cluster)
  }

  private func take(_ object: StoredObject) async -> StatusError? {
    do throws(StoreError) {
      // One that has changed meanwhile is there in the next round.
      _ = try await store.commit(.delete(object))
      return nil
    } catch {
      return .internalError("\(error)")
    }
  }
}
