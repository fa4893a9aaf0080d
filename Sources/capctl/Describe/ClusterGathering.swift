// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Log
import Manifest
import Views

/// Reads a Cluster and all that belongs to it.
struct ClusterGathering {
  let session: Session

  func objects(of name: String) async throws -> ClusterObjects {
    let home = try await session.kinds.resource("clusters.\(Kind.cluster.group)")
    var objects = ClusterObjects(try await session.get(home, name))
    async let machines = members(.machine, of: name)
    async let sets = members(.machineSet, of: name)
    async let deployments = members(.machineDeployment, of: name)
    async let pools = members(.machinePool, of: name)
    objects.machines = try await machines
    objects.machineSets = try await sets
    objects.machineDeployments = try await deployments
    objects.machinePools = try await pools
    let cluster = Cluster(objects.cluster)
    if let reference = cluster.controlPlaneRef {
      objects.controlPlane = try await find(reference)
    }
    if let reference = cluster.infrastructureRef, let found = try await find(reference) {
      objects.others.append(found)
    }
    objects.others += try await parts(of: objects.machines, name)
    objects.agents = try await list(.gitOpsAgent).filter {
      GitOpsAgent($0).clusterNames.contains(name)
    }
    objects.resourceSetBindings = try await list(.clusterResourceSetBinding).filter {
      $0.name == name
    }
    return objects
  }

  /// What Machines refer to, a list for each kind there is among it.
  private func parts(of machines: [Object], _ name: String) async throws -> [Object] {
    let views = machines.map(Machine.init)
    let references = views.compactMap(\.infrastructureRef) + views.compactMap(\.bootstrapRef)
    var found: [Object] = []
    for kind in Set(references.map(\.groupKind)).sorted(by: { "\($0)" < "\($1)" }) {
      guard
        let resource = try? await session.kinds.resource("\(kind.kind).\(kind.group)".lowercased())
      else { continue }
      found += try await listed(resource.address(namespace: session.namespace), of: name)
    }
    return found
  }

  /// Nil where it is not there, or nobody serves such objects.
  private func find(_ reference: ContractReference) async throws -> Object? {
    let word = "\(reference.kind).\(reference.group)".lowercased()
    guard let resource = try? await session.kinds.resource(word) else { return nil }
    return try await session.client.find(
      resource.address(namespace: session.namespace, name: reference.name))
  }

  private func members(_ kind: Kind, of name: String) async throws -> [Object] {
    try await listed(Address(kind.resource(), namespace: session.namespace), of: name)
  }

  private func listed(_ place: Address, of name: String) async throws -> [Object] {
    var options = ListOptions()
    options.labelSelector = "\(Labels.clusterName)=\(name)"
    return try await session.client.listAll(place, options).items
  }

  private func list(_ kind: Kind) async throws -> [Object] {
    do throws(StatusError) {
      let place = Address(kind.resource(), namespace: session.namespace)
      return try await session.client.listAll(place).items
    } catch {
      // Another Kubernetes need not have these kinds.
      guard error.isNotFound else { throw error }
      return []
    }
  }
}
