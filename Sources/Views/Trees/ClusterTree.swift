// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// Lays a cluster's objects out as a tree, as `clusterctl describe cluster` does. Pure.
package struct ClusterTree: Sendable {
  package struct Options: Sendable, Hashable {
    /// `all`, kinds, or `Kind/name`.
    package var conditionsOf: [String] = []
    package var showsMachineSets = false
    package var showsResourceSets = false
    package var showsTemplates = false
    /// Also objects that say no more than the one above.
    package var echoes = false
    package var groups = true

    package init() {}
  }

  private let objects: ClusterObjects
  private let options: Options

  package init(of objects: ClusterObjects, _ options: Options = Options()) {
    (self.objects, self.options) = (objects, options)
  }

  package var root: TreeNode {
    var root = node(for: objects.cluster, "Cluster/\(objects.cluster.name)")
    let cluster = Cluster(objects.cluster)
    if let reference = cluster.infrastructureRef {
      root.children.append(referred(reference, as: "ClusterInfrastructure"))
    }
    if let plane = controlPlane(cluster) { root.children.append(plane) }
    root.children += looseControlPlanes
    if let workers { root.children.append(workers) }
    root.children += objects.agents.map(agent)
    if options.showsResourceSets { root.children += resourceSets }
    return root
  }

  private func referred(_ reference: ContractReference, as role: String) -> TreeNode {
    let title = "\(role) - \(reference.kind)/\(reference.name)"
    guard let object = objects.find(reference) else {
      var node = TreeNode(title)
      node.state = TreeNode.State(
        type: "Ready", status: .unknown, reason: "NotFound", since: nil,
        message: "the object is not there", isGood: false)
      return node
    }
    return node(for: object, title)
  }

  private func controlPlane(_ cluster: Cluster) -> TreeNode? {
    guard let reference = cluster.controlPlaneRef else { return nil }
    var node = referred(reference, as: "ControlPlane")
    if let plane = objects.controlPlane {
      node.children += grouped(objects.machines(ownedBy: plane))
      if options.showsTemplates {
        node.children += templates(of: plane.spec["machineTemplate", "spec"] ?? [:])
      }
    }
    return node
  }

  /// Machines of the control plane that nothing manages.
  private var looseControlPlanes: [TreeNode] {
    let loose = objects.machines.filter { machine in
      Machine(machine).isControlPlane
        && !(objects.controlPlane.map { machine.belongs(to: $0) } ?? false)
    }
    return grouped(loose)
  }

  private var workers: TreeNode? {
    var node = TreeNode("Workers")
    node.isGroup = true
    node.children += objects.machineDeployments.sortedByName.map(deployment)
    let loose = objects.machineSets.filter { set in
      !objects.machineDeployments.contains { set.belongs(to: $0) }
    }
    node.children += loose.sortedByName.map(machineSet)
    node.children += objects.machinePools.sortedByName.map {
      self.node(for: $0, "MachinePool/\($0.name)")
    }
    var others = TreeNode("Other")
    others.isGroup = true
    others.children = grouped(
      objects.machines.filter { machine in
        !Machine(machine).isControlPlane && machine.metadata.controller == nil
      })
    if !others.children.isEmpty { node.children.append(others) }
    return node.children.isEmpty ? nil : node
  }

  private func deployment(_ object: Object) -> TreeNode {
    var node = node(for: object, "MachineDeployment/\(object.name)")
    let sets = objects.machineSets.filter { $0.belongs(to: object) }.sortedByName
    if options.showsMachineSets {
      node.children += sets.map(machineSet)
    } else {
      node.children += grouped(sets.flatMap { objects.machines(ownedBy: $0) })
    }
    if options.showsTemplates {
      node.children += templates(of: object.spec["template", "spec"] ?? [:])
    }
    return node
  }

  private func machineSet(_ object: Object) -> TreeNode {
    var node = node(for: object, "MachineSet/\(object.name)")
    node.children = grouped(objects.machines(ownedBy: object))
    return node
  }

  private func templates(of spec: Value) -> [TreeNode] {
    let found = [
      ("InfrastructureTemplate", spec["infrastructureRef"]),
      ("BootstrapConfigTemplate", spec["bootstrap", "configRef"]),
    ]
    return found.compactMap { role, value in
      guard let reference = value.flatMap(ContractReference.init) else { return nil }
      return TreeNode("\(role) - \(reference.kind)/\(reference.name)")
    }
  }

  private func agent(_ object: Object) -> TreeNode {
    var node = TreeNode("GitOpsAgent/\(object.name)")
    let entry = GitOpsAgent(object).clusters.first { $0["name"]?.string == objects.cluster.name }
    guard let state = entry?["state"]?.string else { return node }
    node.state = TreeNode.State(
      type: ConditionTypes.ready,
      status: state == "Ready" ? .yes : state == "Failed" ? .no : .unknown, reason: state,
      since: entry?["since"]?.string.flatMap(Time.init),
      message: entry?["message"]?.string ?? "", isGood: state == "Ready")
    return node
  }

  private var resourceSets: [TreeNode] {
    objects.resourceSetBindings.map { binding in
      var node = TreeNode("ClusterResourceSetBinding/\(binding.name)")
      node.children = (binding.spec["bindings"]?.list ?? []).compactMap { entry in
        entry["clusterResourceSetName"]?.string.map { TreeNode("ClusterResourceSet/\($0)") }
      }
      return node
    }
  }
}

extension ClusterTree {
  /// Machines, those that say the same on one line.
  private func grouped(_ machines: [Object]) -> [TreeNode] {
    let nodes = machines.sortedByName.map(machine)
    guard options.groups else { return nodes }
    var groups: [[TreeNode]] = []
    for node in nodes {
      let place = groups.firstIndex { $0[0].mayJoin(node) }
      if let place { groups[place].append(node) } else { groups.append([node]) }
    }
    return groups.map { $0.count == 1 ? $0[0] : Self.joined($0) }
  }

  private static func joined(_ nodes: [TreeNode]) -> TreeNode {
    var node = TreeNode("\(nodes.count) Machines...")
    node.ready = String(nodes.count { $0.ready == "1" })
    node.available = String(nodes.count { $0.available == "1" })
    node.upToDate = String(nodes.count { $0.upToDate == "1" })
    node.state = nodes[0].state
    node.state?.since = nodes.compactMap { $0.state?.since }.min()
    let names = nodes.map { $0.title.split(separator: "/").last.map(String.init) ?? "" }
    let shown = names.prefix(3).joined(separator: ", ")
    let see = "See \(shown)\(names.count > 3 ? ", ..." : "")"
    let words = nodes[0].state?.message ?? ""
    node.state?.message = words.isEmpty ? see : "\(see): \(words)"
    return node
  }

  private func machine(_ object: Object) -> TreeNode {
    var node = node(for: object, "Machine/\(object.name)")
    func flag(_ type: String) -> String { object.isTrue(type) ? "1" : "0" }
    node.ready = flag(ConditionTypes.ready)
    node.available = flag(ConditionTypes.available)
    node.upToDate = flag(ConditionTypes.upToDate)
    let machine = Machine(object)
    let parts = [
      ("MachineInfrastructure", machine.infrastructureRef),
      ("BootstrapConfig", machine.bootstrapRef),
    ]
    for (role, reference) in parts {
      guard let reference else { continue }
      let child = referred(reference, as: role)
      if options.echoes || !child.children.isEmpty || !child.saysAsMuch(as: node) {
        node.children.append(child)
      }
    }
    return node
  }

  private func node(for object: Object, _ title: String) -> TreeNode {
    var node = TreeNode(title)
    if object.isDeleting {
      node.mark = "!! DELETED !!"
    } else if object.isTrue(ConditionTypes.paused) {
      node.mark = "!! PAUSED !!"
    }
    let types =
      object.kind == "Machine" || object.condition(ConditionTypes.available) == nil
      ? [ConditionTypes.ready] : [ConditionTypes.available]
    node.state = types.lazy.compactMap { object.condition($0) }.first.map(TreeNode.State.init)
    count(object, into: &node)
    if wantsConditions(of: object) {
      node.children += object.conditions.filter { $0.type != node.state?.type }.map { condition in
        var child = TreeNode(condition.type)
        child.state = TreeNode.State(condition)
        return child
      }
    }
    return node
  }

  private func count(_ object: Object, into node: inout TreeNode) {
    let replicas: Replicas
    if object.kind == "Cluster" {
      let cluster = Cluster(object)
      replicas = cluster.controlPlaneReplicas + cluster.workerReplicas
      guard object.status["controlPlane"] != nil || object.status["workers"] != nil else { return }
    } else {
      guard object.spec["replicas"] != nil || object.status["replicas"] != nil,
        object.kind != "Machine"
      else { return }
      replicas = Replicas(object.status)
    }
    let desired = object.spec["replicas"]?.int ?? replicas.desired ?? replicas.total
    node.replicas = "\(replicas.total)/\(desired)"
    node.available = String(replicas.available)
    node.ready = String(replicas.ready)
    node.upToDate = String(replicas.upToDate)
  }

  private func wantsConditions(of object: Object) -> Bool {
    options.conditionsOf.contains { wish in
      let wish = wish.lowercased()
      return wish == "all" || wish == object.kind.lowercased()
        || wish == "\(object.kind)/\(object.name)".lowercased()
    }
  }
}

extension TreeNode {
  /// Whether two Machines can share a line.
  fileprivate func mayJoin(_ other: TreeNode) -> Bool {
    guard children.isEmpty, other.children.isEmpty, mark == other.mark,
      ready == other.ready, available == other.available, upToDate == other.upToDate
    else { return false }
    return state?.status == other.state?.status && state?.reason == other.state?.reason
  }

  /// Whether a child has nothing to add.
  fileprivate func saysAsMuch(as parent: TreeNode) -> Bool {
    mark.isEmpty && (state?.isGood ?? true)
      || (state?.status == parent.state?.status && state?.reason == parent.state?.reason)
  }
}

extension [Object] {
  fileprivate var sortedByName: [Object] { sorted { $0.name < $1.name } }
}

extension Replicas {
  fileprivate static func + (left: Replicas, right: Replicas) -> Replicas {
    Replicas(
      desired: (left.desired ?? left.total) + (right.desired ?? right.total),
      total: left.total + right.total, ready: left.ready + right.ready,
      available: left.available + right.available, upToDate: left.upToDate + right.upToDate)
  }
}
