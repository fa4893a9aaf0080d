// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
package import Site

/// Rolls the Machines of a MachineDeployment from one MachineSet to the next whenever what they are made
/// from says something else.
package struct MachineDeploymentReconciler: Reconciler {
  let site: Site
  let clusters: Cache
  let deployments: Cache
  let sets: Cache
  let machines: Cache

  /// How long changes of Machines are gathered before they are counted.
  private static let gathering = Duration.milliseconds(250)

  package init(_ site: Site) async {
    self.site = site
    clusters = await site.informer(.cluster).cache
    deployments = await site.informer(.machineDeployment).cache
    sets = await site.informer(.machineSet).cache
    machines = await site.informer(.machine).cache
  }

  package static func controller(_ site: Site) async -> Controller {
    let controller = Controller(
      "machinedeployment", await MachineDeploymentReconciler(site),
      site.options(.machineDeployment, failing: ConditionTypes.available))
    let own = await site.informer(.machineDeployment)
    let cache = own.cache
    await controller.follow(own)
    await site.followReferences(controller, from: own)
    let (sets, kind) = (await site.informer(.machineSet), Kind.machineDeployment.groupKind)
    await controller.followOwned(sets, by: kind, gathering: .updates(.milliseconds(50)))
    // The copies of templates that the sets were made with.
    await site.followReferences(controller, from: sets) { Controller.owners(of: $0, kind) }
    await site.followCluster(controller, from: own, where: ClusterNews.concernsMachines)
    await followVariables(controller, of: cache, site)
    await controller.follow(await site.informer(.machine), gathering: .all(gathering)) { change in
      let metadata = change.object.metadata
      guard let name = metadata.labels[Labels.deploymentName] else { return [] }
      return [Key(namespace: metadata.namespace, name: name)]
    }
    return controller
  }

  /// What a Cluster takes variables from may be content of its deployments' templates.
  private static func followVariables(
    _ controller: Controller, of deployments: Cache, _ site: Site
  ) async {
    let clusters = await site.informer(.cluster).cache
    for resource in [Resource.secrets, .configMaps] {
      await controller.follow(await site.informer(resource)) { change in
        clusters.objects(Indexes.reference, Indexes.word(change.object)).flatMap { cluster in
          deployments.objects(of: Key(cluster)).map { Key($0) }
        }
      }
    }
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = deployments[key].map(MachineDeployment.init) else { return .settled }
    let place = Key(namespace: seen.namespace, name: seen.clusterName)
    let cluster = clusters[place].map(Cluster.init)
    var draft = Draft(seen)
    if try await site.pauses(&draft, in: cluster?.object) { return .settled }
    var pass = DeploymentPass(site, draft, cluster ?? Cluster(namespace: nil, name: ""))
    pass.sets = sets(of: seen).map { Draft($0) }
    let uids = Set(pass.sets.compactMap(\.seen.uid))
    pass.machines = machines.objects(of: place).filter {
      $0.metadata.controller.map { uids.contains($0.uid) } ?? false
    }
    if seen.isDeleting { return try await pass.empty() }
    guard cluster != nil else { return .settled }
    return try await pass.run()
  }

  /// Its MachineSets, and those that it selects and nobody owns.
  private func sets(of deployment: MachineDeployment) -> [MachineSet] {
    let place = Key(namespace: deployment.namespace, name: deployment.clusterName)
    return sets.members(of: deployment.object, selecting: deployment.labelSelector, in: place)
      .map(MachineSet.init)
  }
}
