// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What a Node carries of its Machine: labels, annotations, and one taint fewer. Pure.
struct NodeMarks {
  let machine: Machine
  let isInterruptible: Bool

  private static let uninitialized = "node.cluster.x-k8s.io/uninitialized"
  private static let domains = ["node-restriction.kubernetes.io", "node.cluster.x-k8s.io"]
  private static let role = "node-role.kubernetes.io"

  init(_ machine: Machine, isInterruptible: Bool) {
    self.machine = machine
    self.isInterruptible = isInterruptible
  }

  /// The Node as it should be.
  func applied(to node: Object) -> Object {
    var node = node
    markLabels(&node)
    markAnnotations(&node)
    if let taints = node.spec["taints"]?.list {
      let kept = taints.filter { $0["key"]?.string != Self.uninitialized }
      if kept.count != taints.count {
        node.spec["taints"] = kept.isEmpty ? Value?.none : .list(kept)
      }
    }
    return node
  }

  /// Labels that came from the Machine go with it; which those are stands in an annotation.
  private func markLabels(_ node: inout Object) {
    var labels = machine.metadata.labels.filter { Self.isForNodes($0.key) }
    let before = (node.metadata.annotations[Annotations.labelsFromMachine] ?? "")
      .split(separator: ",").map(String.init)
    for key in before where labels[key] == nil { node.metadata.labels[key] = nil }
    let own = labels.keys.sorted().joined(separator: ",")
    if isInterruptible { labels["cluster.x-k8s.io/interruptible"] = "" }
    node.metadata.labels.merge(labels) { $1 }
    node.metadata.annotations[Annotations.labelsFromMachine] = own
  }

  private func markAnnotations(_ node: inout Object) {
    var annotations = [
      Annotations.clusterName: machine.clusterName,
      Annotations.clusterNamespace: machine.namespace ?? "",
      Annotations.machine: machine.name,
    ]
    if let owner = machine.metadata.controller {
      annotations[Annotations.ownerKind] = owner.kind
      annotations[Annotations.ownerName] = owner.name
    }
    node.metadata.annotations.merge(annotations) { $1 }
  }

  private static func isForNodes(_ key: String) -> Bool {
    guard let domain = key.split(separator: "/", maxSplits: 1).first.map(String.init),
      domain.count < key.count
    else { return false }
    return domain == role || domains.contains { domain == $0 || domain.hasSuffix(".\($0)") }
  }
}
