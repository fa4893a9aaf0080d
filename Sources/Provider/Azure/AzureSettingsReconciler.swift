// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import FoundationEssentials
import Kube
import Log
import Manifest
package import Packs
package import Runtime
package import Site

/// Makes the Secret `<template>-azure-json` for each AzureMachineTemplate: templates in the wild have files of
/// nodes come from it.
struct AzureSettingsReconciler: Reconciler {
  let site: Site
  let pack: Pack
  let custom: AzureCloud?

  func reconcile(_ key: Key) async throws -> Outcome {
    let resource = Kind.azureMachineTemplate.resource()
    guard let template = await site.informer(resource).cache[key], !template.isDeleting,
      !isCopy(template), let cluster = await cluster(of: template),
      let home = try await site.referred(cluster.infrastructureRef, in: key.namespace).object,
      home.kind == Kind.azureCluster.kind
    else { return .settled }
    let subject = Subject(
      pack: pack, object: home, cluster: cluster, infrastructure: nil, machine: nil, site: site)
    guard let settings = try await settings(subject) else { return .again(.seconds(30)) }
    try await write(settings, for: template, cluster.name)
    return .settled
  }

  /// MachineSets keep copies of their own: files come from what people have written.
  private func isCopy(_ template: Object) -> Bool {
    template.metadata.ownerReferences.contains { $0.groupKind == Kind.machineSet.groupKind }
  }

  /// By its label, or by its owner.
  private func cluster(of template: Object) async -> Cluster? {
    let owner = template.metadata.ownerReferences.first { $0.groupKind == Kind.cluster.groupKind }
    guard let name = template.metadata.labels[Labels.clusterName] ?? owner?.name else { return nil }
    let key = Key(namespace: template.namespace, name: name)
    return await site.informer(.cluster).cache[key].map(Cluster.init)
  }

  /// Nil where it is not known yet who signs in.
  private func settings(_ subject: Subject) async throws -> AzureSettings? {
    let home = subject.object
    let identities = AzureIdentities(subject: subject, home: home)
    guard let cloud = custom ?? AzureCloud.named(home.spec.said("azureEnvironment")),
      let subscription = await identities.meantSubscription(),
      let credential = try? await identities.credential()
    else { return nil }
    let facts = AzureFacts(
      subject: subject, home: home, subscription: subscription)
    var (tenant, client, secret) = ("", "", "")
    switch credential {
    case .secret(let ofTenant, let ofClient, let text):
      (tenant, client, secret) = (ofTenant, ofClient, text.reveal())
    case .certificate(let ofTenant, _, _), .workload(let ofTenant, _, _): tenant = ofTenant
    case .managed, .commandLine:
      tenant = AzureIdentities.text(AzureIdentities.tenant, in: await identities.variables()) ?? ""
    }
    return AzureSettings(
      network: facts.ground, cloud: cloud, tenant: tenant, client: client, secret: secret)
  }

  private func write(_ settings: AzureSettings, for template: Object, _ cluster: String)
    async throws
  {
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: template.namespace,
      name: "\(template.name)-azure-json")
    secret.metadata.labels[Labels.clusterName] = cluster
    secret.metadata.addOwner(template, isController: true)
    secret.value["type"] = "cluster.x-k8s.io/secret"
    let data = settings.entries.map { name, text in
      (name, Value.string(Data(text.utf8).base64EncodedString()))
    }
    secret.value["data"] = .map(Map(data))
    let key = Key(namespace: secret.namespace, name: secret.name)
    guard let seen = await site.informer(.secrets).cache[key] else {
      _ = try await site.ensure(secret, in: .secrets)
      return
    }
    // What a person wrote stays.
    guard seen.metadata.controller?.uid == template.metadata.uid,
      seen.value["data"] != secret.value["data"]
    else { return }
    var wanted = seen
    wanted.value["data"] = secret.value["data"]
    let address = Address(.secrets, namespace: secret.namespace, name: secret.name)
    try await site.save(wanted, over: seen, at: address)
  }
}

extension AzureTransport {
  /// The controller of the Secrets that nodes have `azure.json` from; nil without the pack of AzureClusters.
  package func settingsController(_ site: Site, _ packs: [Pack]) async -> Controller? {
    guard let pack = packs.first(where: { $0.kind == Kind.azureCluster.kind }) else { return nil }
    let resource = Kind.azureMachineTemplate.resource()
    let controller = Controller(
      "azuresettings", AzureSettingsReconciler(site: site, pack: pack, custom: custom),
      site.options(resource, failing: ConditionTypes.ready))
    let templates = await site.informer(resource)
    await controller.follow(templates)
    let cache = templates.cache
    for kind in [Kind.cluster, .azureCluster] {
      await controller.follow(await site.informer(kind)) { change in
        guard change.kind != .updated || change.old?.spec != change.object.spec else { return [] }
        return cache.objects.filter { $0.namespace == change.object.namespace }.map { Key($0) }
      }
    }
    // A secret that was changed has to reach nodes to come.
    await controller.follow(await site.informer(.secrets)) { change in
      let isOwn = change.object.metadata.controller?.kind == Kind.azureMachineTemplate.kind
      guard !isOwn, PackControllers.hasOtherData(change) else { return [] }
      return cache.objects.filter { $0.namespace == change.object.namespace }.map { Key($0) }
    }
    return controller
  }
}
