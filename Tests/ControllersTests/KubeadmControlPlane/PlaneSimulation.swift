// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import TestKit

/// A control plane, its Machines and its etcd, moved on by the real decisions under a random schedule.
struct PlaneSimulation {
  var plane: ControlPlane
  private(set) var log: [String] = []
  private var made = 0
  private var clock: Int64 = 0
  /// The member that leads.
  private var leader: String?

  init(replicas: Int, maxSurge: Int) {
    plane = ControlPlane(replicas: replicas, machines: [])
    plane.maxSurge = maxSurge
    plane.isInitialized = false
    plane.failureDomains = ["a", "b", "c"]
    plane.members = []
  }

  var isSettled: Bool {
    plane.machines.count == plane.replicas
      && plane.machines.allSatisfy { Self.isWell($0) && $0.outdated.isEmpty && !$0.isDeleting }
      && plane.members?.count == plane.replicas && plane.remediationInProgress == nil
  }

  /// More than half of the members are there and do not fail; one that has just joined does not.
  var hasQuorum: Bool {
    let members = plane.members ?? []
    let well = members.count { member in
      plane.machines.contains { $0.node == member.name && $0.patient == nil }
    }
    return members.isEmpty || well >= members.count / 2 + 1
  }

  static func isWell(_ machine: PlaneMachine) -> Bool {
    PlaneMachine.Part.allCases.allSatisfy(machine.isHealthy)
  }

  /// One thing happens: the control plane passes, a Machine comes up, or one goes on going.
  mutating func step(_ random: inout SeededRandom) {
    clock += 10
    switch Int.random(in: 0..<3, using: &random) {
    case 0: pass()
    case 1: comeUp(&random)
    default: goOn()
    }
  }

  private mutating func pass() {
    if let record = plane.remediationInProgress, record.isSpent(in: plane) {
      plane.remediationInProgress = nil
    }
    switch PlaneStep.next(plane, now: Time(seconds: clock)) {
    case .initialize(let domain), .scaleUp(let domain): make(in: domain)
    case .scaleDown(let name): delete(name, "replaced or too many")
    case .remediate(let name, let record):
      delete(name, "unhealthy")
      plane.remediationInProgress = record
    case .settle, .wait: break
    }
  }

  private mutating func make(in domain: String?) {
    made += 1
    var machine = PlaneMachine("cp\(made)", created: Time(seconds: clock))
    machine.failureDomain = domain
    plane.machines.append(machine)
    log.append("+cp\(made) in \(domain ?? "-")")
  }

  private mutating func delete(_ name: String, _ why: String) {
    let now = Time(seconds: clock)
    change(name) { $0.deletionTime = now }
    log.append("-\(name) \(why)")
  }

  private mutating func change(_ name: String, _ change: (inout PlaneMachine) -> Void) {
    for index in plane.machines.indices where plane.machines[index].name == name {
      change(&plane.machines[index])
    }
  }

  private mutating func comeUp(_ random: inout SeededRandom) {
    let waiting = plane.machines.filter {
      !$0.isDeleting && $0.patient == nil && !Self.isWell($0)
    }
    guard let machine = waiting.randomElement(using: &random) else { return }
    guard machine.node == nil else {
      return change(machine.name) { machine in
        for part in PlaneMachine.Part.allCases {
          machine.health[part] = Condition(part.condition, .yes, reason: "Healthy")
        }
      }
    }
    change(machine.name) { $0.node = machine.name }
    plane.members?.append(EtcdMember(machine.name, id: machine.name))
    leader = leader ?? machine.name
    plane.isInitialized = true
  }

  /// The Machine that is going leaves etcd, step by step, then is gone.
  private mutating func goOn() {
    guard let machine = plane.deleting.first else { return }
    var facts = EtcdExit.Facts()
    facts.leader = leader
    switch EtcdExit.next(machine, of: plane, facts) {
    case .release:
      plane.machines.removeAll { $0.name == machine.name }
      log.append("\(machine.name) gone")
    case .moveLeadership(let name): leader = name
    case .removeMember(let member): plane.members?.removeAll { $0.id == member.id }
    case .wait: break
    }
  }

  /// Everything up to now is of the old version.
  mutating func upgrade() {
    for index in plane.machines.indices {
      plane.machines[index].outdated = ["Version v1, v2 required"]
    }
  }

  /// A Machine goes down with all that runs on it; etcd elects another leader.
  mutating func fail(_ name: String) {
    change(name) { machine in
      for part in PlaneMachine.Part.allCases {
        machine.health[part] = Condition(part.condition, .no, reason: "Down")
      }
      machine.patient = PlaneMachine.Patient()
    }
    if leader == name { leader = plane.machines.first { Self.isWell($0) }?.node }
  }
}
