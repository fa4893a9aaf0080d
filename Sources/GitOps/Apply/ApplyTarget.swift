// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// Where objects are applied: the management API, or a cluster that a kubeconfig leads to.
struct ApplyTarget: Sendable {
  let client: any KubeClient
  let mapper: RESTMapper
  /// Told of what the management API answered, so that caches know it at once.
  var settle: @Sendable (Object, Resource) async -> Void = { _, _ in }

  static let manager = "capctl-sync"

  /// Where an object of a version is; cluster-wide kinds lose a namespace they were given.
  func place(of object: inout Object) async throws(StatusError) -> Address {
    guard let kind = object.groupVersionKind else {
      throw .badRequest("Object 'Kind' is missing in '\(object)'")
    }
    let resource: APIResource
    do throws(StatusError) {
      resource = try await mapper.resource(kind)
    } catch {
      guard error.isNotFound, let stored = try object.inStoredVersion() else { throw error }
      guard let found = try? await mapper.resource(stored.kind) else { throw error }
      (resource, object) = (found, stored.object)
    }
    if !resource.isNamespaced {
      object.metadata.namespace = nil
    } else if object.namespace == nil {
      object.metadata.namespace = "default"
    }
    return resource.address(namespace: object.namespace, name: object.name)
  }

  /// Nil where the kind is not served, or there is no such object.
  func find(_ id: InventoryID, version: String? = nil) async throws(StatusError) -> (
    object: Object, address: Address
  )? {
    let resource: APIResource
    do throws(StatusError) {
      if let version {
        resource = try await mapper.resource(id.kind.at(version: version))
      } else {
        resource = try await mapper.resource(id.kind)
      }
    } catch {
      guard error.isNotFound else { throw error }
      // A version that is served no more does not mean that the objects are gone.
      guard version != nil else { return nil }
      return try await find(id)
    }
    let address = resource.address(namespace: id.namespace, name: id.name)
    return try await client.find(address).map { ($0, address) }
  }
}

extension Object {
  /// As it is where a Kubernetes that cannot convert by itself serves but the stored version of a kind
  /// of ours; nil where it is in that version already, or of another kind.
  fileprivate func inStoredVersion() throws(StatusError) -> (
    object: Object, kind: GroupVersionKind
  )? {
    guard let old = groupVersionKind, let kind = Kinds.find(old.groupKind),
      old.version != kind.storedVersion, kind.versions.contains(old.version)
    else { return nil }
    let stored = try Conversion(of: kind).convert(value, to: kind.storedVersion)
    return (Object(stored), old.groupKind.at(version: kind.storedVersion))
  }
}
