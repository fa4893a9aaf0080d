// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import FoundationEssentials
import Kube
import Manifest
import PKI
import Packs
import Site
import Template

/// What the packs of Azure have computed of an object and those around it.
struct AzureFacts: Sendable {
  let subject: Subject
  let home: Object
  /// Nil where nobody says which.
  let subscription: String?
  /// MachinePools, by the name of the AzureManagedMachinePool that they refer to.
  var owners: [String: Object] = [:]

  private var clusterName: String { subject.cluster?.name ?? subject.object.name }

  func values() async throws -> [String: Computed] {
    switch subject.object.kind {
    case Kind.azureCluster.kind: return shared.merging(network) { $1 }
    case Kind.azureMachine.kind: return shared.merging(try await machine()) { $1 }
    case Kind.azureManagedControlPlane.kind: return shared.merging(try await managed()) { $1 }
    case Kind.azureManagedMachinePool.kind:
      return ["pool": Computed(pool(subject.object, of: home).value)]
    default: return shared
    }
  }

  private var names: AzureNames {
    AzureNames(
      cluster: clusterName, subscription: subscription ?? "-",
      group: home.spec.said("resourceGroup") ?? home.spec.said("resourceGroupName") ?? clusterName)
  }

  /// Where all of them are.
  private var shared: [String: Computed] {
    var values = [
      "group": Computed([
        "name": .string(names.group), "id": .string(names.groupID),
        "tags": names.tags(names.group, role: "common", home.spec["additionalTags"]),
      ])
    ]
    if let subscription { values["subscription"] = Computed(.string(subscription)) }
    return values
  }

  // MARK: The ground

  var ground: AzureNetwork {
    AzureNetwork(
      names: names, spec: home.spec,
      port: subject.cluster?.apiServerPort ?? 6443)
  }

  private var network: [String: Computed] {
    let (network, balancers) = (ground, AzureBalancers(network: ground))
    var values = [
      "network": Computed([
        "vnet": network.vnetValue, "securityGroups": network.securityGroups,
        "routeTables": network.routeTables, "natGateways": network.gatewayValues,
        "subnets": network.subnetValues, "peerings": network.peerings,
      ]),
      "balancers": Computed(balancers.all), "addresses": Computed(balancers.otherAddresses),
      "endpoint": Computed(balancers.endpoint),
    ]
    if let address = balancers.address { values["address"] = Computed(address) }
    return values
  }

  // MARK: Machines

  private func machine() async throws -> [String: Computed] {
    let values = AzureMachineValues(
      network: ground, object: subject.object, machine: subject.machine,
      hasZones: !(subject.cluster?.failureDomains.isEmpty ?? true))
    var computed = [
      "machine": Computed(values.value), "interfaces": Computed(values.interfaces),
      "extensions": Computed(values.extensions),
      "ssh": Computed(.string(try await key(values))),
    ]
    let role = values.role { Checksum.uuid5($0, in: "6ba7b811-9dad-11d1-80b4-00c04fd430c8") }
    if let role { computed["roleAssignment"] = Computed(role) }
    return computed
  }

  /// Azure wants a key where there is no password. Where a person gives none, it is one whose other half is
  /// kept by nobody, and the same each time.
  private func key(_ values: AzureMachineValues) async throws -> String {
    if let given = values.spec.said("sshPublicKey") { return AzureKey.text(given) }
    let name = "ssh \(subject.object.metadata.uid ?? "") \(values.id)"
    let seed = Digest.sha256.hmac(
      Array(name.utf8), key: try await subject.site.fingerprintKey())
    let prefix: [UInt8] = [
      0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
      0x20,
    ]
    let half = try PrivateKey(der: prefix + seed).publicKey.der.suffix(32)
    let kind = Array("ssh-ed25519".utf8)
    let wire = [0, 0, 0, UInt8(kind.count)] + kind + [0, 0, 0, 32] + half
    return "ssh-ed25519 " + Data(wire).base64EncodedString()
  }

  // MARK: What Azure runs

  private func managed() async throws -> [String: Computed] {
    let kind = Kind.azureManagedMachinePool.groupKind
    let pools = await subject.neighbours(kind).map { pool($0, of: subject.object) }
    let values = AzureManagedValues(
      names: names, object: subject.object, cluster: subject.cluster, pools: pools)
    return ["managed": Computed(values.value)]
  }

  private func pool(_ object: Object, of plane: Object) -> AzurePoolValues {
    AzurePoolValues(names: names, object: object, owner: owners[object.name], plane: plane)
  }
}
