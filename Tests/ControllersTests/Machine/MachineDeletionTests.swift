// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Testing

@Suite struct MachineDeletionTests {
  static let begun = Time(seconds: 1000)

  static func machine(_ change: (inout MachineDeletion) -> Void = { _ in }) -> MachineDeletion {
    var machine = MachineDeletion(
      .delete(node: "n1"), infrastructure: .exists("DockerMachine demo/m1"),
      bootstrap: .exists("KubeadmConfig demo/m1"), deletionTime: begun)
    change(&machine)
    return machine
  }

  static func step(_ machine: MachineDeletion, at seconds: Int64 = 1000) -> MachineDeletionStep {
    MachineDeletionStep.next(machine, now: Time(seconds: seconds))
  }

  /// Takes every step as a reconciler would, and everything obeys at the second look.
  @Test func `a deletion goes through all its steps in order`() {
    var machine = Self.machine {
      $0.preDrainHooks = ["pre-drain.delete.hook.machine.cluster.x-k8s.io/a"]
      $0.preTerminateHooks = ["pre-terminate.delete.hook.machine.cluster.x-k8s.io/b"]
    }
    var reasons: [String] = []
    for _ in 0..<30 {
      let step = Self.step(machine)
      if reasons.last != step.reason { reasons.append(step.reason) }
      if step == .release { break }
      Self.obey(step, &machine)
    }
    #expect(
      reasons == [
        "WaitingForPreDrainHook", "DrainingNode", "WaitingForVolumeDetach",
        "WaitingForPreTerminateHook", "WaitingForInfrastructureDeletion",
        "WaitingForBootstrapDeletion", "DeletingNode", "DeletionCompleted",
      ])
  }

  static func obey(_ step: MachineDeletionStep, _ machine: inout MachineDeletion) {
    switch step {
    case .waitForPreDrainHooks: machine.preDrainHooks = []
    case .drain: machine.drain = .pending("a Pod is left")
    case .waitForDrain: machine.drain = .done
    case .checkVolumes: machine.volumes = .pending("a disk is left")
    case .waitForVolumes: machine.volumes = .done
    case .waitForPreTerminateHooks: machine.preTerminateHooks = []
    case .deleteInfrastructure(let subject):
      machine.infrastructure = .deleting(subject, since: begun)
    case .waitForInfrastructure: machine.infrastructure = .gone
    case .deleteBootstrap(let subject): machine.bootstrap = .deleting(subject, since: begun)
    case .waitForBootstrap: machine.bootstrap = .gone
    case .deleteNode: machine.nodeDeletion = .pending("refused")
    case .waitForNode: machine.nodeDeletion = .done
    case .release: break
    }
  }

  @Test func `a Machine whose Node is left goes without drain, hooks before it or Node`() {
    var machine = Self.machine {
      $0.verdict = .leave("the Cluster is being deleted")
      $0.preDrainHooks = ["x"]
    }
    #expect(Self.step(machine) == .deleteInfrastructure("DockerMachine demo/m1"))
    machine.infrastructure = .gone
    machine.bootstrap = .gone
    #expect(Self.step(machine) == .release)
  }

  @Test func `what is excluded or over is not waited for`() {
    let drained = Self.machine { $0.excludesDrain = true }
    #expect(Self.step(drained) == .checkVolumes(node: "n1"))
    let both = Self.machine {
      $0.excludesDrain = true
      $0.excludesVolumeWait = true
    }
    #expect(Self.step(both) == .deleteInfrastructure("DockerMachine demo/m1"))
    let going = Self.machine {
      $0.infrastructure = .deleting("DockerMachine demo/m1", since: Self.begun)
    }
    #expect(Self.step(going) == .waitForInfrastructure("DockerMachine demo/m1", since: Self.begun))
    let terminating = Self.machine { $0.times.preTerminateStarted = Self.begun }
    #expect(Self.step(terminating) == .deleteInfrastructure("DockerMachine demo/m1"))
  }

  @Test(
    arguments: [
      (nil, 1000, 9_999_999, true), (Int64(0), 1000, 9_999_999, true), (60, 1000, 1059, true),
      (60, 1000, 1060, false), (60, nil, 9_999_999, true),
    ] as [(Int64?, Int64?, Int64, Bool)])
  func `a drain waits until its timeout, for ever without one`(
    timeout: Int64?, started: Int64?, now: Int64, waits: Bool
  ) {
    let machine = Self.machine {
      $0.timeouts.drain = timeout.map { .seconds($0) }
      $0.times.drainStarted = started.map(Time.init(seconds:))
      $0.drain = .pending("Pod demo/a")
    }
    let expected: MachineDeletionStep =
      waits ? .waitForDrain("Pod demo/a") : .checkVolumes(node: "n1")
    #expect(Self.step(machine, at: now) == expected)
  }

  @Test func `volumes and Nodes have timeouts of their own`() {
    let volumes = Self.machine {
      $0.drain = .done
      $0.volumes = .pending("pv-1")
      $0.timeouts.volumeDetach = .seconds(30)
      $0.times.volumeWaitStarted = Self.begun
    }
    #expect(Self.step(volumes, at: 1029) == .waitForVolumes("pv-1"))
    #expect(Self.step(volumes, at: 1030) == .deleteInfrastructure("DockerMachine demo/m1"))
    let node = Self.machine {
      $0.infrastructure = .gone
      $0.bootstrap = .gone
      $0.nodeDeletion = .pending("the API server does not answer")
    }
    #expect(
      Self.step(node, at: 1009)
        == .waitForNode("Node n1 cannot be deleted yet: the API server does not answer"))
    #expect(Self.step(node, at: 1010) == .release)
  }

  @Test func `messages name the object, the time and what to do`() {
    let hooks = Self.machine { $0.preDrainHooks = ["b", "a"] }
    #expect(
      Self.step(hooks).message(since: Self.begun)
        == "Waiting for pre-drain hooks to be taken away: a, b (since 1970-01-01T00:16:40Z); "
        + "whoever put these annotations on the Machine removes them when done")
    let step = MachineDeletionStep.waitForInfrastructure("DockerMachine demo/m1", since: Self.begun)
    #expect(
      step.message(since: Time(seconds: 1))
        == "Waiting for DockerMachine demo/m1 to be gone (since 1970-01-01T00:16:40Z); "
        + "its own conditions say what holds it")
  }

  @Test(
    arguments: [
      ("n1", false, false, false, 1, "delete n1"),
      ("n1", true, false, false, 1, "leave the Cluster is being deleted"),
      ("n1", false, true, false, 1, "leave the control plane is being deleted"),
      ("n1", false, false, false, 0, "leave no control plane is left that could answer"),
      ("n1", false, false, true, 0, "delete n1"),
      (nil, false, false, false, 1, "leave the Machine has no Node"),
      (nil, true, false, false, 1, "leave the Cluster is being deleted"),
    ] as [(String?, Bool, Bool, Bool, Int, String)])
  func `when a Node is left alone`(
    node: String?, cluster: Bool, plane: Bool, external: Bool, machines: Int, verdict: String
  ) {
    var facts = NodeVerdict.Facts()
    facts.node = node
    facts.isClusterDeleting = cluster
    facts.isControlPlaneDeleting = plane
    facts.isControlPlaneExternal = external
    facts.controlPlaneMachines = machines
    switch NodeVerdict(facts) {
    case .delete(let node): #expect(verdict == "delete \(node)")
    case .leave(let why): #expect(verdict == "leave \(why)")
    }
  }

  @Test(arguments: [
    ("", "Pending"), ("bootstrap", "Provisioning"), ("bootstrap id", "Provisioned"),
    ("bootstrap id infra", "Provisioned"), ("bootstrap id infra node", "Running"),
    ("bootstrap id node", "Provisioned"), ("bootstrap id infra node updating", "Updating"),
    ("bootstrap id infra node failed", "Failed"), ("infra", "Pending"),
    ("bootstrap id infra node deleting", "Deleting"), ("deleting failed", "Deleting"),
  ])
  func `phases`(words: String, phase: String) {
    let words = Set(words.split(separator: " "))
    var facts = MachinePhase.Facts()
    facts.isBootstrapReady = words.contains("bootstrap")
    facts.isInfrastructureReady = words.contains("infra")
    facts.hasProviderID = words.contains("id")
    facts.hasNode = words.contains("node")
    facts.isUpdating = words.contains("updating")
    facts.isDeleting = words.contains("deleting")
    facts.isFailed = words.contains("failed")
    #expect(MachinePhase(facts).rawValue == phase)
  }
}
