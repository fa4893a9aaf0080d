// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Rules {
  static let inMemoryCluster = Rules(check: { $0.endpoint("spec.controlPlaneEndpoint") })

  static func inMemoryMachine(at path: String) -> Rules {
    Rules(check: { checks in
      for part in ["vm", "node", "apiServer", "etcd"] {
        let provisioning = "\(path).\(part).provisioning"
        checks.duration("\(provisioning).startupDuration")
        let jitter = "\(provisioning).startupJitter"
        guard let text = checks[jitter]?.string else { continue }
        if Double(text).map({ (0...1).contains($0) }) != true {
          checks.add(.invalid(jitter, .string(text), "must be a number from 0 to 1, such as 0.2"))
        }
      }
    })
  }

  static func dockerMachine(at path: String) -> Rules {
    Rules(check: { checks in
      checks.duration("\(path).bootstrapTimeout")
      for (index, mount) in (checks["\(path).extraMounts"]?.list ?? []).enumerated() {
        for field in ["containerPath", "hostPath"] where mount[field]?.string?.first != "/" {
          checks.add(
            .invalid(
              "\(path).extraMounts[\(index)].\(field)", mount[field] ?? "",
              "must be an absolute path"))
        }
      }
    })
  }

  static let azureCluster = Rules(check: { checks in
    checks.immutable(
      "spec.subscriptionID", "spec.resourceGroup", "spec.location", "spec.azureEnvironment",
      "spec.networkSpec.vnet.name", "spec.networkSpec.vnet.resourceGroup",
      "spec.networkSpec.privateDNSZoneName")
    checks.endpoint("spec.controlPlaneEndpoint")
    checks.blocks("spec.networkSpec.vnet.cidrBlocks")
    let subnets = checks["spec.networkSpec.subnets"]?.list ?? []
    for (index, subnet) in subnets.enumerated() {
      for (place, block) in (subnet["cidrBlocks"]?.list ?? []).enumerated() {
        guard let text = block.string, !AddressBlock.isOne(text) else { continue }
        checks.add(
          .invalid(
            "spec.networkSpec.subnets[\(index)].cidrBlocks[\(place)]", block,
            "must be a valid CIDR block, such as 10.0.0.0/16"))
      }
    }
  })

  static let azureMachine = Rules(
    settle: { value, _ in
      value.fill("spec.identity", "None")
      value.fill("spec.osDisk.cachingType", "None")
    },
    check: { checks in
      checks.immutable(
        "spec.vmSize", "spec.image", "spec.identity", "spec.userAssignedIdentities",
        "spec.osDisk", "spec.dataDisks", "spec.sshPublicKey", "spec.allocatePublicIP",
        "spec.enableIPForwarding", "spec.spotVMOptions", "spec.securityProfile",
        "spec.failureDomain", "spec.networkInterfaces")
      if checks["spec.identity"] == "UserAssigned", checks["spec.userAssignedIdentities"] == nil {
        checks.add(
          .required(
            "spec.userAssignedIdentities", "must be specified for the 'UserAssigned' identity type"
          ))
      }
    })

  static let azureManagedControlPlane = Rules(
    settle: { value, _ in value.prefixVersion("spec.version") },
    check: { checks in
      checks.version("spec.version")
      checks.versionChange()
      checks.immutable(
        "spec.subscriptionID", "spec.resourceGroupName", "spec.nodeResourceGroupName",
        "spec.location", "spec.sshPublicKey", "spec.dnsServiceIP", "spec.dnsPrefix",
        "spec.networkPlugin", "spec.networkPolicy", "spec.loadBalancerSKU", "spec.outboundType",
        "spec.virtualNetwork.name", "spec.virtualNetwork.cidrBlock", "spec.azureEnvironment")
      checks.endpoint("spec.controlPlaneEndpoint")
    })

  static let azureManagedMachinePool = Rules(check: { checks in
    checks.immutable(
      "spec.name", "spec.sku", "spec.osDiskSizeGB", "spec.osDiskType", "spec.osType",
      "spec.availabilityZones", "spec.maxPods", "spec.enableUltraSSD", "spec.enableNodePublicIP",
      "spec.scaleSetPriority", "spec.subnetName", "spec.kubeletConfig", "spec.linuxOSConfig")
    let scaling = checks["spec.scaling"]
    if let least = scaling?["minSize"]?.int, let most = scaling?["maxSize"]?.int, least > most {
      checks.add(
        .invalid("spec.scaling.minSize", .int(least), "must be no more than spec.scaling.maxSize"))
    }
    if checks["spec.mode"] == "System", checks["spec.osType"] == "Windows" {
      checks.add(
        .forbidden("spec.osType", "a pool of mode System cannot run Windows; use mode User"))
    }
  })

  /// Azure knows names of up to 62 characters, of a configuration and of what is applied by it together.
  static let azureFluxConfiguration = Rules(check: { checks in
    checks.immutable("spec.name", "spec.scope", "spec.namespace")
    let own = checks["spec.name"]?.string ?? ""
    for name in checks["spec.kustomizations"]?.map?.keys ?? [] where own.count + name.count > 62 {
      checks.add(
        .invalid(
          "spec.kustomizations", .string(name),
          "must be no longer than 62 characters together with spec.name"))
    }
  })

  static let azureResource = Rules(check: { checks in
    checks.immutable("spec.id")
    guard let id = checks["spec.id"]?.string else { return }
    if !id.lowercased().hasPrefix("/subscriptions/") && !id.hasPrefix("$<") {
      checks.add(
        .invalid(
          "spec.id", .string(id),
          "must be the id of a resource, such as /subscriptions/…/providers/…"))
    }
  })
}
