// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Manifest
import Testing

@Suite struct ClusterDecisionTests {
  @Test(arguments: [
    ("", "Pending"), ("references", "Provisioning"), ("references infra", "Provisioning"),
    ("references endpoint", "Provisioning"), ("references infra endpoint", "Provisioned"),
    ("references infra endpoint deleting", "Deleting"), ("deleting", "Deleting"),
  ])
  func `phases`(words: String, phase: String) {
    let words = Set(words.split(separator: " "))
    var facts = ClusterPhase.Facts()
    facts.hasReferences = words.contains("references")
    facts.isInfrastructureReady = words.contains("infra")
    facts.hasEndpoint = words.contains("endpoint")
    facts.isDeleting = words.contains("deleting")
    #expect(ClusterPhase(facts).rawValue == phase)
  }

  /// Everything obeys at the second look, as a reconciler would see it.
  @Test func `a Cluster lets go first, then goes workers first, then control plane, then network`()
  {
    var seen = ClusterDeletion()
    seen.agent = "platform"
    seen.workers = [.init("MachineDeployment", "demo/md"), .init("Machine", "demo/alone")]
    seen.workersNeedControlPlane = true
    seen.controlPlaneMachines = [.init("Machine", "demo/cp-1")]
    seen.controlPlane = .init("KubeadmControlPlane", "demo/cp")
    seen.infrastructure = .init("DockerCluster", "demo/c")
    var story: [String] = []
    for _ in 0..<20 {
      let step = ClusterDeletionStep.next(seen)
      if story.last?.hasPrefix(step.reason) != true {
        story.append("\(step.reason): " + step.delete.map(\.name).joined(separator: " "))
      }
      if step == .release { break }
      Self.obey(step, &seen)
    }
    #expect(
      story == [
        "WaitingForAgent: ",
        "WaitingForWorkersDeletion: demo/md demo/alone",
        "WaitingForControlPlaneDeletion: demo/cp", "WaitingForInfrastructureDeletion: demo/c",
        "DeletionCompleted: ",
      ])
  }

  static func obey(_ step: ClusterDeletionStep, _ seen: inout ClusterDeletion) {
    let begun = Time(seconds: 5)
    switch step {
    case .agent: seen.agent = nil
    case .workers where step.delete.isEmpty:
      seen.workers = []
      seen.workersNeedControlPlane = false
    case .workers: for index in seen.workers.indices { seen.workers[index].deletionTime = begun }
    case .controlPlane where step.delete.isEmpty:
      seen.controlPlane = nil
      seen.controlPlaneMachines = []
    case .controlPlane: seen.controlPlane?.deletionTime = begun
    case .infrastructure where step.delete.isEmpty: seen.infrastructure = nil
    case .infrastructure: seen.infrastructure?.deletionTime = begun
    case .release: break
    }
  }

  @Test func `workers that need no control plane do not keep it`() {
    var seen = ClusterDeletion()
    seen.workers = [.init("Machine", "demo/alone", deletionTime: Time(seconds: 5))]
    seen.controlPlane = .init("KubeadmControlPlane", "demo/cp")
    seen.infrastructure = .init("DockerCluster", "demo/c")
    #expect(ClusterDeletionStep.next(seen).delete.map(\.name) == ["demo/cp"])
    seen.controlPlane = nil
    #expect(ClusterDeletionStep.next(seen).reason == "WaitingForWorkersDeletion")
    seen.workers = []
    #expect(ClusterDeletionStep.next(seen).delete.map(\.name) == ["demo/c"])
  }

  @Test func `control-plane Machines without a control plane are the Cluster's to delete`() {
    var seen = ClusterDeletion()
    seen.controlPlaneMachines = [.init("Machine", "demo/cp-1")]
    #expect(ClusterDeletionStep.next(seen).delete.map(\.name) == ["demo/cp-1"])
    #expect(ClusterDeletionStep.next(seen).reason == "WaitingForControlPlaneDeletion")
  }

  @Test func `a deletion names what is left and since when`() {
    var seen = ClusterDeletion()
    seen.workers = (1...5).map {
      .init("Machine", "demo/m\($0)", deletionTime: Time(seconds: 100 - Int64($0)))
    }
    #expect(
      ClusterDeletionStep.next(seen).message
        == "Waiting for Machines demo/m1, demo/m2, demo/m3, ... (2 more) to be gone "
        + "(since 1970-01-01T00:01:35Z); the condition Deleting of each says what holds it")
    seen.workers = [.init("MachinePool", "demo/b"), .init("MachineDeployment", "demo/a")]
    let lines = ClusterDeletionStep.next(seen).message.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("* Waiting for MachineDeployment demo/a to be gone;"))
    #expect(ClusterDeletionStep.release.message == "Deletion completed")
  }

  static func object(_ kind: String, _ name: String, _ conditions: [Condition]) -> Object {
    var object = Object([
      "apiVersion": "cluster.x-k8s.io/v1beta2", "kind": .string(kind),
    ])
    object.metadata.name = name
    for condition in conditions { object.set(condition, at: Time(seconds: 0)) }
    return object
  }

  static func conditions(_ parts: ClusterConditions.Parts) -> [String: Condition] {
    Dictionary(uniqueKeysWithValues: ClusterConditions.all(parts).map { ($0.type, $0) })
  }

  @Test func `a Cluster without workers is not short of any`() {
    let conditions = Self.conditions(ClusterConditions.Parts())
    #expect(conditions["WorkersAvailable"]?.status == .yes)
    #expect(conditions["WorkersAvailable"]?.reason == "NoWorkers")
    #expect(conditions["WorkerMachinesReady"]?.reason == "NoReplicas")
    for type in ["RollingOut", "ScalingUp", "ScalingDown", "Remediating"] {
      #expect(conditions[type]?.status == .no, "\(type)")
      #expect(conditions[type]?.reason == "Not\(type)")
    }
  }

  @Test func `what is below a Cluster shows in its conditions, by name`() {
    var parts = ClusterConditions.Parts()
    parts.controlPlane = Self.object(
      "KubeadmControlPlane", "cp",
      [
        Condition("RollingOut", .no, reason: "NotRollingOut"),
        Condition("ScalingUp", .no, reason: "NotScalingUp"),
        Condition("ScalingDown", .no, reason: "NotScalingDown"),
      ])
    parts.workers = [
      Self.object(
        "MachineDeployment", "md",
        [
          Condition("Available", .no, reason: "NotAvailable", message: "1 available, 3 needed"),
          Condition("RollingOut", .yes, reason: "RollingOut", message: "Rolling out 2 Machines"),
          Condition("ScalingUp", .no, reason: "NotScalingUp"),
          Condition("ScalingDown", .no, reason: "NotScalingDown"),
        ])
    ]
    parts.workerMachines = [
      Self.object("Machine", "m1", [Condition("Ready", .yes, reason: "Ready")]),
      Self.object(
        "Machine", "m2",
        [
          Condition("Ready", .no, reason: "NotReady", message: "no Node"),
          Condition("OwnerRemediated", .no, reason: "WaitingForRemediation", message: "soon"),
        ]),
    ]
    let conditions = Self.conditions(parts)
    #expect(conditions["WorkersAvailable"]?.status == .no)
    #expect(
      conditions["WorkersAvailable"]?.message == "* MachineDeployment md: 1 available, 3 needed")
    #expect(conditions["RollingOut"]?.status == .yes)
    #expect(conditions["RollingOut"]?.reason == "RollingOut")
    #expect(conditions["RollingOut"]?.message == "* MachineDeployment md: Rolling out 2 Machines")
    #expect(conditions["ScalingUp"]?.status == .no)
    #expect(conditions["WorkerMachinesReady"]?.message == "* Machine m2: no Node")
    #expect(conditions["Remediating"]?.message == "* Machine m2: soon")
  }

  @Test func `Available sums up, and takes gates`() {
    let yes = [
      "RemoteConnectionProbe", "InfrastructureReady", "ControlPlaneAvailable", "WorkersAvailable",
    ]
    .map { Condition($0, .yes, reason: "R") }
    var cluster = Self.object("Cluster", "c", yes + [Condition("Deleting", .no, reason: "R")])
    #expect(ClusterConditions.available(cluster).status == .yes)
    #expect(ClusterConditions.available(cluster, gates: ["Mine"]).status == .unknown)
    cluster.set(Condition("Mine", .no, reason: "R", message: "not yet"), at: Time(seconds: 0))
    let gated = ClusterConditions.available(cluster, gates: ["Mine"])
    #expect(gated.status == .no)
    #expect(gated.message == "* Mine: not yet")
    cluster.set(Condition("Deleting", .yes, reason: "R", message: "going"), at: Time(seconds: 0))
    #expect(ClusterConditions.available(cluster).status == .no)
  }
}
