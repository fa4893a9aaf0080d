// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
package import Kube
package import Manifest
package import Runtime

/// The words under which every informer of a site finds objects again.
package enum Indexes {
  /// By the uid of an owner.
  package static let owner = "owner"
  /// By the Cluster an object belongs to, as `<namespace>/<name>`.
  package static let cluster = "cluster"
  /// By the objects that an object refers to, as ``word(_:_:_:)`` writes them.
  package static let reference = "reference"
  /// Definitions only: by the kind they define, as `<kind>.<group>`.
  package static let definition = "definition"

  /// Machines only: by what their Node is known by, as ``node(_:_:)`` writes it.
  package static let node = "node"

  /// By the port of the control plane that an object names.
  package static let port = "port"

  package static let all: [String: Cache.Index] = [
    owner: InformerOptions.owner, cluster: clusters, reference: references, definition: definitions,
    node: nodes, port: ports,
  ]

  package static func word(
    _ kind: GroupKind, _ namespace: String?, _ name: String
  ) -> String {
    "\(kind)/\(namespace ?? "")/\(name)"
  }

  package static func word(_ object: Object) -> String {
    let kind = object.groupVersionKind?.groupKind ?? GroupKind(group: "", kind: object.kind)
    return word(kind, object.namespace, object.name)
  }

  private static let clusters: Cache.Index = { object in
    let metadata = object.metadata
    guard
      let name = object.spec["clusterName"]?.string ?? metadata.labels[Labels.clusterName]
    else { return [] }
    return ["\(Key(namespace: metadata.namespace, name: name))"]
  }

  private static let paths = [
    ["infrastructureRef"], ["controlPlaneRef"], ["bootstrap", "configRef"],
    ["template", "spec", "infrastructureRef"], ["template", "spec", "bootstrap", "configRef"],
    ["machineTemplate", "spec", "infrastructureRef"], ["remediation", "templateRef"],
  ]

  private static let references: Cache.Index = { object in
    let spec = object.spec
    guard spec.map?.isEmpty == false else { return [] }
    let metadata = object.metadata
    let namespace = metadata.namespace
    var words: [String] = paths.compactMap { path in
      var value: Value? = spec
      for step in path { value = value?[step] }
      return value.flatMap(ContractReference.init).map { word($0.groupKind, namespace, $0.name) }
    }
    if let secret = spec["bootstrap", "dataSecretName"]?.string {
      words.append(word(.secret, namespace, secret))
    }
    words += SecretReferences(of: spec).all.map { word(.secret, namespace, $0.secret) }
    for resource in spec["resources"]?.list ?? [] {
      guard let kind = resource["kind"]?.string, let name = resource["name"]?.string else {
        continue
      }
      words.append(word(GroupKind(group: "", kind: kind), namespace, name))
    }
    let sources = VariableSource.list(metadata.annotations[Annotations.variablesFrom])
    return words + sources.map { word($0.kind, namespace, $0.name) }
  }

  private static let definitions: Cache.Index = { object in
    guard object.kind == "CustomResourceDefinition", let kind = object.spec["names", "kind"]?.string
    else { return [] }
    return ["\(GroupKind(group: object.spec["group"]?.string ?? "", kind: kind))"]
  }

  /// A name or provider ID of a Node, in a cluster.
  package static func node(_ cluster: Key, _ name: String) -> String { "\(cluster) \(name)" }

  private static let nodes: Cache.Index = { object in
    guard object.kind == Machine.kind.kind else { return [] }
    let machine = Machine(object)
    let cluster = Key(namespace: machine.namespace, name: machine.clusterName)
    return [machine.providerID, machine.nodeName].compactMap(\.self).map { node(cluster, $0) }
  }

  private static let ports: Cache.Index = { object in
    object.spec["controlPlaneEndpoint", "port"]?.int.map { ["\($0)"] } ?? []
  }
}

extension Cache {
  /// The objects that belong to a Cluster.
  package func objects(of cluster: Key) -> [Object] { objects(Indexes.cluster, "\(cluster)") }

  /// Those that an owner controls, by name; while it stays, also those that it selects and nobody
  /// controls.
  package func members(
    of owner: Object, selecting selector: LabelSelector?, in cluster: Key
  ) -> [Object] {
    objects(of: cluster).filter { object in
      guard let controller = object.metadata.controller else {
        return !owner.isDeleting
          && selector?.matches(object.value["metadata", "labels"]?.map) == true
      }
      return controller.uid == owner.metadata.uid
    }
    .sorted { $0.name < $1.name }
  }
}
