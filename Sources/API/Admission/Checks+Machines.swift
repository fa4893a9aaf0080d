// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Checks {
  /// What holds for all that make Machines from a template and select them by labels.
  mutating func machines(isTemplate: Bool) {
    clusterName()
    version("spec.template.spec.version")
    machineReferences("spec.template.spec", isTemplate: isTemplate)
    templateCluster()
    selector()
  }

  /// The Machines belong to the cluster that their owner belongs to.
  mutating func templateCluster() {
    let path = "spec.template.spec.clusterName"
    guard let inner = object.found(path), inner != object.found("spec.clusterName") else { return }
    add(.invalid(path, inner, "must match spec.clusterName"))
  }

  private mutating func selector() {
    immutable("spec.selector")
    guard let written = object.found("spec.selector") else { return }
    do throws(ManifestError) {
      let selector = try LabelSelector(written)
      let labels = object.found("spec.template.metadata.labels")?.map
      guard !selector.matches(labels) else { return }
      add(
        .invalid(
          "spec.template.metadata.labels", object.found("spec.template.metadata.labels") ?? [:],
          "must match spec.selector"))
    } catch {
      add(.invalid("spec.selector", written, error.cause))
    }
  }

  /// Ranges of addresses.
  mutating func blocks(_ path: String) {
    for (index, block) in (object.found(path)?.list ?? []).enumerated() {
      guard let text = block.string, !AddressBlock.isOne(text) else { continue }
      add(.invalid("\(path)[\(index)]", block, "must be a valid CIDR block, such as 10.0.0.0/16"))
    }
  }

  /// Where the API answers never changes once it is known: certificates and Nodes hold it.
  mutating func endpoint(_ path: String) {
    guard let before = old?.found(path).flatMap(Endpoint.init),
      let after = object.found(path).flatMap(Endpoint.init), before != after
    else { return }
    add(.forbidden(path, "the endpoint \(before) is set, and cannot change to \(after)"))
  }
}

extension Value {
  /// Gives a field a value that has none.
  mutating func fill(_ path: String, _ value: Value) {
    if found(path) == nil { put(value, at: path) }
  }

  /// Sets a label to what a field says.
  mutating func label(_ key: String, as path: String) {
    guard let text = found(path)?.string, !text.isEmpty else { return }
    var object = Object(self)
    object.metadata.labels[key] = text
    self = object.value
  }

  /// Versions may come without their `v`.
  mutating func prefixVersion(_ path: String) {
    guard let text = found(path)?.string, !text.hasPrefix("v"), Version(text) != nil else { return }
    put(.string("v\(text)"), at: path)
  }

  /// A number that nobody said: the autoscaler's, or 1.
  mutating func fillReplicas(over old: Value?) {
    guard found("spec.replicas") == nil else { return }
    let annotations = Object(self).metadata.annotations
    let least = annotations[Annotations.autoscalerMinimum].flatMap { Int64($0) }
    let most = annotations[Annotations.autoscalerMaximum].flatMap { Int64($0) }
    guard let least, let most, least <= most else {
      put(.int(1), at: "spec.replicas")
      return
    }
    let before = old?.found("spec.replicas")?.int ?? least
    put(.int(Swift.min(Swift.max(before, least), most)), at: "spec.replicas")
  }

  /// What a MachineSet and a MachineDeployment may leave out.
  mutating func settleMachines(selecting key: String, over old: Value?) {
    label(Labels.clusterName, as: "spec.clusterName")
    prefixVersion("spec.template.spec.version")
    fillReplicas(over: old)
    let selector = found("spec.selector")
    let isOpen =
      (selector?["matchLabels"]?.map ?? [:]).isEmpty
      && (selector?["matchExpressions"]?.list ?? []).isEmpty
    if isOpen, let name = found("metadata.name") { select(key, name) }
    if let cluster = found("spec.clusterName") { select(Labels.clusterName, cluster) }
  }

  /// Puts a label into the selector, and on the Machines.
  private mutating func select(_ key: String, _ text: Value) {
    for path in ["spec.selector.matchLabels", "spec.template.metadata.labels"] {
      edit(path) { labels in
        var map = labels ?? [:]
        map[key] = text
        labels = map
      }
    }
  }
}
