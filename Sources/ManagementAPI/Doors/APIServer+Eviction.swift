// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  /// Deletes a pod, if its disruption budget allows.
  func evict(
    _ eviction: Object, _ write: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Reply {
    var pods = context
    pods.address.subresource = nil
    let (options, isDryRun) = try request(eviction, write, context)
    var write = write
    write.isDryRun = isDryRun
    while true {
      let pod = try context.presented(try seen(pods))
      var deletion = options
      if Eviction.isHarmless(pod) {
        // One that is about to run is to be looked at again.
        let isAboutToRun = pod.status["phase"] == "Pending" && !pod.isDeleting
        if isAboutToRun {
          deletion.resourceVersion = options.resourceVersion ?? pod.metadata.resourceVersion
        }
      } else {
        let isAsSeen = try await count(pod, isDryRun: isDryRun, context) == .allowedAsSeen
        if isAsSeen {
          deletion.resourceVersion = options.resourceVersion ?? pod.metadata.resourceVersion
        }
      }
      do throws(StatusError) {
        _ = try await delete(deletion, write, pods)
      } catch {
        guard error.isConflict, deletion != options else { throw error }
        continue
      }
      return Reply(Self.done, created: true)
    }
  }

  /// Tells the budget of a pod that the pod is about to go.
  private func count(
    _ pod: Object, isDryRun: Bool, _ context: Context
  ) async throws(StatusError) -> Eviction {
    let all = store.list(
      Collection(cluster: context.cluster, resource: Eviction.budgets.qualified),
      in: context.address.namespace ?? "")
    let budgets = Eviction.budgets(of: pod, among: all.map { Object($0.body) })
    let decision = try Eviction.decide(pod, budgets: budgets)
    guard decision == .counted, let budget = budgets.first, !isDryRun else { return decision }
    let address = Address(
      Eviction.budgets, namespace: budget.namespace, name: budget.name, subresource: "status")
    _ = try await change(
      Caretaker.writing, try self.context(for: address, in: context.cluster)
    ) { (old) throws(StatusError) in
      var counted = try Eviction.counting(pod.name, in: old, now: context.now)
      // Whatever is there now is what is counted on.
      counted.metadata.resourceVersion = old.metadata.resourceVersion
      return counted
    }
    return decision
  }

  private func request(
    _ eviction: Object, _ write: WriteOptions, _ context: Context
  ) throws(StatusError) -> (DeleteOptions, isDryRun: Bool) {
    guard eviction.kind == "Eviction", eviction.groupVersionKind?.group == "policy" else {
      throw .badRequest("not a Eviction object: \(eviction.apiVersion) \(eviction.kind)")
    }
    guard eviction.name == context.address.name else {
      throw .badRequest("name in URL does not match name in Eviction object")
    }
    let asked = try DeletionReader(eviction.value["deleteOptions"] ?? [:], Query([]))
    return (asked.options, write.isDryRun || asked.isDryRun)
  }

  private static let done: Value = [
    "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201,
  ]
}
