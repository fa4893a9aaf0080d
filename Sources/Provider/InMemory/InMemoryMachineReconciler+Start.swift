// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site

extension InMemoryMachineReconciler {
  /// Goes as far with a machine as its time and its cluster allow. Where nothing takes time, that is all
  /// the way, with one write of the object and one of its status.
  func start(_ pass: inout MachinePass, over seen: InMemoryMachine) async throws -> Outcome {
    if let obstacle = pass.obstacle {
      pass.wait(for: obstacle)
      return try await save(seen) { $0 = pass.machine }.outcome
    }
    let isNew = pass.machine.startTime == nil
    if isNew { pass.machine.startTime = pass.now }
    // Times are kept to the second; a start that takes time is counted from what is written down.
    if isNew, !pass.plan.isImmediate {
      pass.machine.metadata.addFinalizer(Finalizers.inMemoryMachine)
      pass.wait(.vm, "WaitingForStartupTimeout", "the machine starts")
      let saved = try await save(seen) { $0 = pass.machine }.machine
      return .again(max(.zero, MachinePass.plan(saved, pass).wait(for: .vm, at: ground.now)))
    }
    let wait = pass.plan.wait(for: .vm, at: pass.now)
    if wait > .zero { return .again(wait) }
    let saved = try await provision(&pass, over: seen)
    let outcome = try await join(&pass)
    try await save(saved) { $0 = pass.machine }
    return outcome
  }

  /// What must be written down before anything is made elsewhere.
  private func provision(
    _ pass: inout MachinePass, over seen: InMemoryMachine
  ) async throws -> InMemoryMachine {
    var wanted = seen
    wanted.metadata.addFinalizer(Finalizers.inMemoryMachine)
    wanted.providerID = seen.providerID ?? MachinePass.providerID(seen)
    let saved = try await save(seen) { $0 = wanted }.machine
    let status = pass.machine.status
    pass.machine = saved
    pass.machine.status = status
    pass.machine.isProvisioned = true
    pass.provision(.vm)
    return saved
  }

  /// Runs the user data: the machine begins its cluster, or joins it.
  private func join(_ pass: inout MachinePass) async throws -> Outcome {
    let order = try await order(pass)
    if pass.isControlPlane {
      if let outcome = try await joinControlPlane(&pass, order) { return outcome }
    } else if let cause = try await refusal(order, pass) {
      pass.wait(.node, "WaitingForAPIServer", cause)
      clusters.gates.wait(Key(pass.machine.object), for: pass.cluster)
      return .again(.seconds(30))
    }
    let wait = pass.plan.wait(for: .node, at: ground.now)
    guard wait <= .zero else {
      pass.wait(.node, "WaitingForStartupTimeout", "the Node starts")
      return .again(wait)
    }
    try await makeNode(pass, order)
    pass.machine.nodeName = pass.machine.name
    pass.machine["status.addresses"] = [
      ["type": "Hostname", "address": .string(pass.machine.name)],
      ["type": "InternalDNS", "address": .string(pass.machine.name)],
    ]
    pass.machine["status.failureDomain"] = pass.owner.failureDomain.map { .string($0) }
    pass.report()
    return .settled
  }

  /// Nil when all of it runs.
  private func joinControlPlane(
    _ pass: inout MachinePass, _ order: JoinOrder
  ) async throws -> Outcome? {
    if order.verb == .join, let cause = try await refusal(order, pass) {
      pass.wait(.etcd, "WaitingForAPIServer", cause)
      clusters.gates.wait(Key(pass.machine.object), for: pass.cluster)
      return .again(.seconds(30))
    }
    for part in [InMemoryMachine.Part.etcd, .apiServer] {
      let wait = pass.plan.wait(for: part, at: ground.now)
      guard wait <= .zero else {
        pass.wait(part, "WaitingForStartupTimeout", "\(part.rawValue) starts")
        return .again(wait)
      }
      if part == .etcd {
        let seed = ground.infrastructure(of: pass.cluster)?.uid ?? "\(pass.cluster)"
        try await clusters.join(pass.machine.name, pass.cluster, seed: seed)
      }
      pass.provision(part)
    }
    try await makeControlPlane(pass, order)
    clusters.gates.announce(pass.machine.name, in: pass.cluster)
    try await clusters.refresh(pass.cluster)
    return nil
  }

  private func order(_ pass: MachinePass) async throws -> JoinOrder {
    let name = pass.owner.dataSecretName ?? ""
    let secret = try await ground.site.client.get(
      Address(.secrets, namespace: pass.cluster.namespace, name: name))
    let isFirst =
      pass.isControlPlane ? try await clusters.etcd(of: pass.cluster).state == nil : false
    return try JoinOrder(
      secret, machine: pass.machine.name, uid: pass.machine.uid ?? "", isFirst: isFirst)
  }

  /// Why the cluster does not take the machine in; nil where it does.
  private func refusal(_ order: JoinOrder, _ pass: MachinePass) async throws -> String? {
    do throws(StatusError) {
      try clusters.gates.check(pass.cluster)
    } catch {
      return "waits for an API server to join: \(error.message)"
    }
    guard let token = order.token else { return nil }
    let client = clusters.host.client(of: pass.cluster)
    let address = Address(
      .secrets, namespace: BootstrapToken.namespace, name: token.secretName)
    guard let secret = try await client.find(address), try BootstrapToken(secret) == token else {
      return "the cluster does not know the token \(token.id) of the bootstrap data"
    }
    guard let end = BootstrapToken.expiration(of: secret), end <= ground.now else { return nil }
    return "the token \(token.id) of the bootstrap data expired at \(end)"
  }
}

extension MachinePass {
  static func plan(_ machine: InMemoryMachine, _ pass: MachinePass) -> StartPlan {
    var pass = pass
    pass.machine = machine
    return pass.plan
  }
}
