// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Whether an object is what it is meant to be, by the rules of kstatus and those of our own kinds.
enum Health: Equatable, Sendable {
  case current
  case inProgress(String)
  case failed(String)
  case gone

  var word: String {
    switch self {
    case .current: "Current"
    case .inProgress: "InProgress"
    case .failed: "Failed"
    case .gone: "NotFound"
    }
  }

  /// Nil stands for an object that is not there.
  init(of object: Object?) {
    guard let object else {
      self = .gone
      return
    }
    if object.isDeleting {
      self = .inProgress("it is being deleted")
      return
    }
    let id = InventoryID(object)
    let rule = Self.rules[id.kind.kind].flatMap { $0.group.fits(id.kind.group) ? $0.rule : nil }
    self = rule?(object) ?? Self.generic(object)
  }

  private typealias Rule = @Sendable (Object) -> Health?

  private enum Group {
    case exactly(String)
    case ending(String)

    func fits(_ group: String) -> Bool {
      switch self {
      case .exactly(let name): group == name
      case .ending(let end): group.hasSuffix(end)
      }
    }
  }

  private static let rules: [String: (group: Group, rule: Rule)] = {
    var rules: [String: (group: Group, rule: Rule)] = [
      "CustomResourceDefinition": (.exactly("apiextensions.k8s.io"), definition),
      "Namespace": (.exactly(""), namespace), "Pod": (.exactly(""), pod),
      "Service": (.exactly(""), service), "PersistentVolumeClaim": (.exactly(""), claim),
      "Deployment": (.exactly("apps"), deployment), "ReplicaSet": (.exactly("apps"), replicas),
      "StatefulSet": (.exactly("apps"), statefulSet), "DaemonSet": (.exactly("apps"), daemonSet),
      "Job": (.exactly("batch"), job), "PodDisruptionBudget": (.exactly("policy"), observed),
      "Canary": (.exactly("flagger.app"), canary),
      "FluxConfig": (.exactly("clusterconfig.azure.com"), fluxConfig),
      "Cluster": (.exactly("cluster.x-k8s.io"), cluster),
    ]
    for kind in ["Machine", "MachineSet", "MachineDeployment", "MachinePool"] {
      rules[kind] = (.exactly("cluster.x-k8s.io"), machinery)
    }
    rules["KubeadmControlPlane"] = (.exactly("controlplane.cluster.x-k8s.io"), machinery)
    for kind in ["GitRepository", "Kustomization", "HelmRelease", "HelmRepository", "HelmChart"] {
      rules[kind] = (.ending(".toolkit.fluxcd.io"), flux)
    }
    return rules
  }()
}

// MARK: What most kinds have in common

extension Health {
  /// The status speaks of an older spec.
  private static func isStale(_ object: Object) -> Bool {
    guard let seen = object.status["observedGeneration"]?.int else { return false }
    return seen != object.metadata.generation
  }

  private static let staleness = Health.inProgress("its controller has yet to see the last change")

  static func generic(_ object: Object) -> Health {
    if isStale(object) { return staleness }
    if let stalled = object.condition("Stalled"), stalled.status == .yes {
      return .failed(stalled.words)
    }
    if let failed = object.condition("Failed"), failed.status == .yes {
      return .failed(failed.words)
    }
    if let busy = object.condition("Reconciling"), busy.status == .yes {
      return .inProgress(busy.words)
    }
    if let ready = object.condition("Ready"), ready.status != .yes {
      return .inProgress(ready.words)
    }
    return .current
  }

  private static func observed(_ object: Object) -> Health? {
    object.status["observedGeneration"]?.int == object.metadata.generation
      ? .current : staleness
  }

  /// For kinds whose controllers always say something: silence is no consent.
  private static func spoken(_ object: Object, _ type: String) -> Health {
    if isStale(object) { return staleness }
    if let stalled = object.condition("Stalled"), stalled.status == .yes {
      return .failed(stalled.words)
    }
    guard let condition = object.condition(type) else {
      return .inProgress("its controller has said nothing yet")
    }
    return condition.status == .yes ? .current : .inProgress(condition.words)
  }

  private static func flux(_ object: Object) -> Health? {
    if object.spec["suspend"]?.bool == true { return .current }
    guard object.status["observedGeneration"]?.int == object.metadata.generation else {
      return staleness
    }
    if let ready = object.condition("Ready"), ready.status == .no,
      ["InstallFailed", "UpgradeFailed", "RollbackFailed", "UninstallFailed", "TestFailed"]
        .contains(ready.reason)
    {
      return .failed(ready.words)
    }
    return spoken(object, "Ready")
  }
}

extension Condition {
  fileprivate var words: String { message.isEmpty ? reason : message }
}

// MARK: Kubernetes' own kinds

extension Health {
  private static func definition(_ object: Object) -> Health? {
    if let names = object.condition("NamesAccepted"), names.status == .no {
      return .failed(names.words)
    }
    return object.isTrue("Established") ? .current : .inProgress("it is not served yet")
  }

  private static func namespace(_ object: Object) -> Health? {
    object.status["phase"]?.string == "Terminating"
      ? .inProgress("it is being deleted") : .current
  }

  private static func pod(_ object: Object) -> Health? {
    switch object.status["phase"]?.string {
    case "Succeeded": return .current
    case "Failed": return .failed(object.status["message"]?.string ?? "it failed")
    case "Running" where object.isTrue("Ready"): return .current
    default: return .inProgress("it is not ready")
    }
  }

  private static func service(_ object: Object) -> Health? {
    guard object.spec["type"]?.string == "LoadBalancer",
      object.status["loadBalancer", "ingress"]?.list?.isEmpty != false
    else { return .current }
    return .inProgress("it has no address yet")
  }

  private static func claim(_ object: Object) -> Health? {
    object.status["phase"]?.string == "Bound" ? .current : .inProgress("it is not bound")
  }

  private static func count(_ object: Object, _ key: String) -> Int64 {
    object.status[key]?.int ?? 0
  }

  /// The first number that is short of what is wanted, in words.
  private static func shortage(
    _ object: Object, of wanted: Int64, _ keys: [String]
  ) -> Health? {
    for key in keys where count(object, key) < wanted {
      return .inProgress("\(key) is \(count(object, key)) of \(wanted)")
    }
    return nil
  }

  private static func deployment(_ object: Object) -> Health? {
    if observed(object) != .current { return staleness }
    if let progress = object.condition("Progressing"),
      progress.reason == "ProgressDeadlineExceeded"
    {
      return .failed(progress.words)
    }
    let wanted = object.spec["replicas"]?.int ?? 1
    let keys = ["replicas", "updatedReplicas", "availableReplicas", "readyReplicas"]
    if let short = shortage(object, of: wanted, keys) { return short }
    let old = count(object, "replicas") - wanted
    return old > 0 ? .inProgress("\(old) replicas are yet to go") : .current
  }

  private static func replicas(_ object: Object) -> Health? {
    if observed(object) != .current { return staleness }
    if let failure = object.condition("ReplicaFailure"), failure.status == .yes {
      return .inProgress(failure.words)
    }
    let wanted = object.spec["replicas"]?.int ?? 1
    return shortage(object, of: wanted, ["replicas", "availableReplicas", "readyReplicas"])
      ?? .current
  }

  private static func statefulSet(_ object: Object) -> Health? {
    if observed(object) != .current { return staleness }
    if object.spec["updateStrategy", "type"]?.string == "OnDelete" { return .current }
    let wanted = object.spec["replicas"]?.int ?? 1
    if let short = shortage(object, of: wanted, ["replicas", "readyReplicas"]) { return short }
    guard object.spec["updateStrategy", "rollingUpdate", "partition"]?.int ?? 0 == 0 else {
      return .current
    }
    return shortage(object, of: wanted, ["currentReplicas"]) ?? .current
  }

  private static func daemonSet(_ object: Object) -> Health? {
    if observed(object) != .current { return staleness }
    guard let wanted = object.status["desiredNumberScheduled"]?.int else { return staleness }
    let keys = [
      "currentNumberScheduled", "updatedNumberScheduled", "numberAvailable", "numberReady",
    ]
    return shortage(object, of: wanted, keys) ?? .current
  }

  private static func job(_ object: Object) -> Health? {
    if let failed = object.condition("Failed"), failed.status == .yes {
      return .failed(failed.words)
    }
    return object.isTrue("Complete") ? .current : .inProgress("it is not complete")
  }
}

// MARK: Clusters, and what runs in them

extension Health {
  private static func cluster(_ object: Object) -> Health? {
    if object.status["phase"]?.string == "Failed" { return .failed("its phase is Failed") }
    // The newer version has Available, the older ones Ready.
    return spoken(object, object.condition("Available") == nil ? "Ready" : "Available")
  }

  private static func machinery(_ object: Object) -> Health? {
    if object.status["phase"]?.string == "Failed" { return .failed("its phase is Failed") }
    if isStale(object) { return staleness }
    guard object.kind != "Machine" else { return spoken(object, "Ready") }
    if object.condition("Available") == nil, object.condition("Ready") == nil {
      return replicas(object)
    }
    let wanted = object.spec["replicas"]?.int ?? 1
    let reported = ["readyReplicas", "upToDateReplicas", "replicas"].filter {
      object.status[$0] != nil
    }
    if let short = shortage(object, of: wanted, reported) { return short }
    return object.condition("Available") == nil
      ? spoken(object, "Ready")
      : object.kind == "MachineSet" ? generic(object) : spoken(object, "Available")
  }

  private static func canary(_ object: Object) -> Health? {
    let phase = object.status["phase"]?.string ?? ""
    switch phase {
    case "Initialized", "Succeeded": return .current
    case "Failed": return .failed("its phase is Failed")
    case "": return .inProgress("its controller has said nothing yet")
    default: return .inProgress("its phase is \(phase)")
    }
  }

  private static func fluxConfig(_ object: Object) -> Health? {
    let status = object.status
    let message = status["message"]?.string ?? status["errorMessage"]?.string
    switch status["complianceState"]?.string ?? status["configAppliedStatus"]?.string {
    case "Compliant", "Installed": return .current
    case "Non-Compliant", "Noncompliant", "Failed":
      return .failed(message ?? "it is not compliant")
    default: return .inProgress(message ?? "it is not compliant yet")
    }
  }
}
