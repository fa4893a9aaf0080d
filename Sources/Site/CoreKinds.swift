// SPDX-License-Identifier: Apache-2.0

package import Kube

extension GroupKind {
  package static let secret = GroupKind(group: "", kind: "Secret")
  package static let configMap = GroupKind(group: "", kind: "ConfigMap")
  package static let node = GroupKind(group: "", kind: "Node")
}

extension Resource {
  package static let secrets = Resource(group: "", version: "v1", plural: "secrets")
  package static let configMaps = Resource(group: "", version: "v1", plural: "configmaps")
  package static let nodes = Resource(group: "", version: "v1", plural: "nodes")
  static let definitions = Resource(
    group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions")
}
