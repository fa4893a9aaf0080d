// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Applies objects of any kind in a workload cluster.
struct ResourceApplier {
  private let client: any KubeClient
  private let mapper: RESTMapper?
  private let overwrites: Bool

  /// Without `overwrites`, what is there already stays as it is.
  init(_ client: any KubeClient, overwrites: Bool) {
    self.client = client
    self.overwrites = overwrites
    mapper = (client as? any Discoverable).map { RESTMapper($0) }
  }

  func apply(_ object: Object) async throws {
    guard let mapper else {
      throw ResourceError("apply \(object)", "the cluster does not tell which kinds it serves")
    }
    guard let kind = object.groupVersionKind else {
      throw ResourceError("apply \(object)", "it has no apiVersion or no kind")
    }
    let resource = try await mapper.resource(kind)
    var object = object
    if resource.isNamespaced { object.metadata.namespace = object.namespace ?? "default" }
    let address = resource.address(namespace: object.namespace, name: object.name)
    if overwrites {
      var options = WriteOptions()
      options.fieldManager = "capctl-resource-set"
      options.force = true
      _ = try await client.patch(.apply(object.value), at: address, options)
      return
    }
    do throws(StatusError) {
      _ = try await client.create(
        object, at: resource.address(namespace: object.namespace))
    } catch {
      guard error.isAlreadyExists else { throw error }
    }
  }
}
