// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What a verb needs to know of the world: what it acts on, and the moment it acts at.
struct Context: Sendable {
  /// The logical cluster.
  var cluster: String
  var address: Address
  var kind: ServedKind
  var version: ServedVersion
  var now: Time

  /// In a cluster that lives here no kubelet ends pods: nobody would wait for them to end.
  var isHosted: Bool { !cluster.isEmpty }

  var collection: Collection { Collection(cluster: cluster, resource: kind.qualified) }

  /// Where an object of the collection is kept.
  func key(_ name: String, in namespace: String?) -> StoreKey {
    StoreKey(collection, namespace: kind.isNamespaced ? namespace ?? "" : "", name: name)
  }

  /// Where the object that the address names is kept.
  var key: StoreKey { key(address.name ?? "", in: address.namespace) }

  /// A kept object in the version it is asked for.
  func presented(_ stored: StoredObject) throws(StatusError) -> Object {
    let wanted = GroupVersion(group: kind.group, version: version.name)
    var object = try converted(stored.body, to: wanted)
    if mustSettle(stored), let schema = version.schema {
      _ = schema.prune(&object.value)
      schema.applyDefaults(to: &object.value)
    }
    return object
  }

  /// Today's schema may know defaults that were not known, or not in this version, when it was written.
  func mustSettle(_ stored: StoredObject) -> Bool {
    version.hasSchema
      && (stored.revision < kind.since || version.name != kind.storageVersion)
  }

  /// An object in the version it is kept in.
  func storable(_ object: Object) throws(StatusError) -> Value {
    let kept = GroupVersion(group: kind.storageGroup ?? kind.group, version: kind.storageVersion)
    return try converted(object.value, to: kept).value
  }

  private func converted(_ body: Value, to wanted: GroupVersion) throws(StatusError) -> Object {
    guard body["apiVersion"]?.string != wanted.description else { return Object(body) }
    if let convert = kind.convert { return Object(try convert(body, wanted.version)) }
    var body = body
    body["apiVersion"] = .string(wanted.description)
    return Object(body)
  }
}
