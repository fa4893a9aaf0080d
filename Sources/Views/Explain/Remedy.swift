// SPDX-License-Identifier: Apache-2.0

import API
import Kube

/// What a person can do about a finding, where that can be said. Pure.
enum Remedy {
  static func lines(for finding: Finding) -> [String] {
    let object = finding.object
    let words = finding.words.lowercased()
    func has(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
    switch finding.reason {
    case "Paused": return ["\(resume(finding)), once that is meant"]
    case "Suspended":
      return ["capctl resume \(object.kind.lowercased()) \(object.name)\(place(object))"]
    case "Finalizer":
      return [
        "let the controller that put it there take it away; if that controller is gone for good, take the "
          + "finalizer out: kubectl edit \(object.kind.lowercased()) \(object.name)\(place(object))"
      ]
    default: break
    }
    if has("disruption budget", "poddisruptionbudget") {
      return [
        "let the budget allow one more pod to go, or annotate the Machine "
          + "\(Annotations.excludeNodeDraining) to go without draining"
      ]
    }
    if has("form a circle") { return ["take one of these out of spec.dependsOn"] }
    if has(Annotations.approve) {
      return ["if they are to go: \(approval(finding))", "if not: bring them back in git"]
    }
    return others(finding, words)
  }

  private static func others(_ finding: Finding, _ words: String) -> [String] {
    func has(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
    let object = finding.object
    if has("quota") {
      return [
        "ask the provider for more, or use another size or region; it is tried again by itself"
      ]
    }
    if has("expired") && has("certificate") {
      return [
        "capctl rollout restart kubeadmcontrolplane of this cluster makes machines with new ones"
      ]
    }
    if has("kubeconfig") && has("does not exist", "not found") {
      return [
        "the control plane makes the Secret when its certificates are there; if they are lost, bring them "
          + "back from a backup: capctl restore"
      ]
    }
    if has("sign in", "authentication", "unauthorized", "401", "403", "aadsts", "credential") {
      return [
        "put right credentials into the Secret of the identity; they are read again by themselves"
      ]
    }
    if has("variables", "no value for") {
      return [
        "name a Secret or ConfigMap that has them in the Cluster's \(Annotations.variablesFrom)"
      ]
    }
    if object.kind == "Machine", has("nodehealthy", "kubelet", "unreachable") {
      return [
        "a MachineHealthCheck replaces such machines; by hand: capctl delete machine \(object.name)"
          + place(object)
      ]
    }
    return []
  }

  private static func resume(_ finding: Finding) -> String {
    let object = finding.object
    if finding.words.contains("Cluster spec.paused"), object.kind != "Cluster" {
      let cluster = object.metadata.labels[Labels.clusterName] ?? "NAME"
      return "capctl resume cluster \(cluster)\(place(object))"
    }
    return "capctl resume \(object.kind.lowercased()) \(object.name)\(place(object))"
  }

  private static func approval(_ finding: Finding) -> String {
    let object = finding.object
    let mark = "\(Annotations.approve)="
    let revision = finding.words.split(separator: " ").first { $0.hasPrefix(mark) }
    return "kubectl annotate \(object.kind.lowercased()) \(object.name)\(place(object)) "
      + (revision.map(String.init) ?? "\(mark)REVISION")
  }

  private static func place(_ object: Object) -> String {
    guard let namespace = object.namespace, namespace != "default" else { return "" }
    return " -n \(namespace)"
  }
}
