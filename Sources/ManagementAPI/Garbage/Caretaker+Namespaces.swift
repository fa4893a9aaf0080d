// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Caretaker {
  /// Deletes what is in a namespace that ends; when nothing is left, lets go of the namespace itself.
  func empty(_ namespace: StoredObject, _ context: Context) async throws(StatusError) -> Outcome {
    let held = namespace.body["spec", "finalizers"]?.list ?? []
    guard namespace.isDeleting, held.contains(.string(Namespaces.finalizer)) else {
      return .done([])
    }
    let remaining = content(of: namespace)
    let untouched = remaining.flatMap(\.objects).filter { !$0.isDeleting }
    guard untouched.isEmpty else { return .done(untouched.map { .delete($0.key) }) }
    if remaining.isEmpty {
      try await finalize(namespace, context)
    } else {
      try await report(NamespaceReport(remaining, now: context.now), namespace, context)
    }
    return .done([])
  }

  private func content(of namespace: StoredObject) -> [NamespaceReport.Content] {
    let cluster = namespace.key.collection.cluster
    // What is served in two groups is kept in one.
    let kinds = server.catalog(of: cluster).kinds.filter {
      $0.isNamespaced && ($0.storageGroup ?? $0.group) == $0.group
    }
    return kinds.compactMap { kind in
      let objects = server.store.list(
        Collection(cluster: cluster, resource: kind.qualified), in: namespace.key.name)
      guard !objects.isEmpty else { return nil }
      return NamespaceReport.Content(
        group: kind.group, plural: kind.plural, objects: Array(objects))
    }
  }

  private func finalize(
    _ namespace: StoredObject, _ context: Context
  ) async throws(StatusError) {
    try await change(namespace, through: "finalize", context) { object in
      let held = object.spec["finalizers"]?.list ?? []
      object.spec["finalizers"] = .list(held.filter { $0.string != Namespaces.finalizer })
    }
  }

  private func report(
    _ report: NamespaceReport, _ namespace: StoredObject, _ context: Context
  ) async throws(StatusError) {
    try await change(namespace, through: "status", context) { object in
      object.status["conditions"] = report.conditions(over: object.status["conditions"])
    }
  }

  private func change(
    _ namespace: StoredObject, through door: String, _ context: Context,
    _ change: (inout Object) -> Void
  ) async throws(StatusError) {
    var context = context
    context.address.subresource = door
    _ = try await server.change(Self.writing, context) { old in
      guard old.metadata.uid == namespace.identity.uid else { return old }
      var new = old
      change(&new)
      return new
    }
  }
}
