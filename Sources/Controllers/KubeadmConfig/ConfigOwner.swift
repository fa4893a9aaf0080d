// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site

/// Who gets the bootstrap data of a KubeadmConfig: a Machine, or a MachinePool.
struct ConfigOwner: Sendable {
  let object: Object
  let isPool: Bool

  /// The one that refers to the config. Where several do, the one that owns it.
  static func find(of config: Object, in site: Site) async -> ConfigOwner? {
    let word = Indexes.word(Kind.kubeadmConfig.groupKind, config.namespace, config.name)
    let machines = await site.informer(.machine).cache.objects(Indexes.reference, word)
    if let machine = choose(machines, for: config) {
      return ConfigOwner(object: machine, isPool: false)
    }
    let pools = await site.informer(.machinePool).cache.objects(Indexes.reference, word)
    return choose(pools, for: config).map { ConfigOwner(object: $0, isPool: true) }
  }

  private static func choose(_ objects: [Object], for config: Object) -> Object? {
    let owners = Set(config.metadata.ownerReferences.map(\.uid))
    return objects.first { owners.contains($0.metadata.uid ?? "") }
      ?? objects.min { $0.name < $1.name }
  }

  /// What of a Machine or a pool decides over its config; most of what they say does not.
  static func inputs(of object: Object) -> Value {
    let (spec, status) = (object.spec, object.status)
    let labels = object.metadata.labels
    return [
      "cluster": spec["clusterName"] ?? .null, "version": spec["version"] ?? .null,
      "bootstrap": spec["bootstrap"] ?? .null, "template": spec["template"] ?? .null,
      "replicas": spec["replicas"] ?? .null, "node": status["nodeRef"] ?? .null,
      "nodes": status["nodeRefs"] ?? .null,
      "role": labels[Labels.controlPlane].map { .string($0) } ?? .null,
      "uid": object.metadata.uid.map { .string($0) } ?? .null,
    ]
  }

  private var template: Value { isPool ? object.spec["template", "spec"] ?? [:] : object.spec }

  var clusterName: String { object.spec["clusterName"]?.string ?? "" }
  var version: String? { template["version"]?.string }
  var isControlPlane: Bool { !isPool && Machine(object).isControlPlane }

  /// A Secret that it was given directly.
  var dataSecretName: String? { template["bootstrap", "dataSecretName"]?.string }

  /// Whether every machine it stands for is a Node by now.
  var hasJoined: Bool {
    guard isPool else { return Machine(object).nodeName != nil }
    let nodes = object.status["nodeRefs"]?.list?.count ?? 0
    return nodes >= Int(object.spec["replicas"]?.int ?? 1)
  }

  func role(isInitialized: Bool) -> NodeRole {
    guard isControlPlane else { return .worker }
    return isInitialized ? .controlPlane : .firstControlPlane
  }
}
