// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// Bodies that the packs send, for objects that say nearly all that can be said, before Microsoft's SDK.
struct AzureBodyTests {
  private static let cluster = """
    {
      location: westeurope, additionalTags: {team: $<TEAM>},
      networkSpec: {
        vnet: {name: net, cidrBlocks: [10.0.0.0/8], tags: {a: b}, peerings: [
          {resourceGroup: theirs, remoteVnetName: hub,
           forwardPeeringProperties: {allowForwardedTraffic: true, allowGatewayTransit: false},
           reversePeeringProperties: {useRemoteGateways: false}}]},
        subnets: [
          {name: planes, role: control-plane, cidrBlocks: [10.0.0.0/16],
           securityGroup: {name: planes-nsg, securityRules: [
             {name: ssh, description: in, protocol: Tcp, direction: Inbound, priority: 2200,
              source: "*", sourcePorts: "*", destination: "*", destinationPorts: "22", action: Allow},
             {name: out, description: out, protocol: "*", direction: Outbound, priority: 2201,
              sources: [10.0.0.0/8, 11.0.0.0/8], destination: Internet, destinationPorts: "443", action: Deny}]}},
          {name: nodes, role: node, cidrBlocks: [10.1.0.0/16], routeTable: {name: routes},
           natGateway: {name: gateway, ip: {name: gateway-ip}},
           serviceEndpoints: [{service: Microsoft.Storage, locations: ["*"]}]},
          {name: more, role: node, cidrBlocks: [10.2.0.0/16]}],
        apiServerLB: {name: api, type: Public, idleTimeoutInMinutes: 10, frontendIPs: [
          {name: front, publicIP: {name: api-ip, dnsName: demo-api.westeurope.cloudapp.azure.com,
           ipTags: [{type: RoutingPreference, tag: Internet}]}}]},
        nodeOutboundLB: {frontendIPsCount: 2, idleTimeoutInMinutes: 8},
        additionalAPIServerLBPorts: [{name: konnectivity, port: 8132}]
      }
    }
    """

  private static let machine = """
      identity: SystemAssigned
      systemAssignedIdentityRole: {name: 7e57a000-0000-4000-8000-00000000000a}
      dataDisks:
        - {nameSuffix: etcd, diskSizeGB: 64, lun: 0, cachingType: ReadWrite, managedDisk: {storageAccountType: Premium_LRS}}
      allocatePublicIP: true
      acceleratedNetworking: true
      enableIPForwarding: true
      dnsServers: [10.0.0.4]
      failureDomain: "1"
      additionalTags: {a: b}
      spotVMOptions: {maxPrice: "0.5", evictionPolicy: Delete}
      securityProfile: {encryptionAtHost: true, securityType: TrustedLaunch, uefiSettings: {secureBootEnabled: true, vTpmEnabled: true}}
      additionalCapabilities: {ultraSSDEnabled: true}
      diagnostics: {boot: {storageAccountType: UserManaged, userManaged: {storageAccountURI: "https://x.blob.core.windows.net"}}}
      vmExtensions: [{name: CustomScript, publisher: Microsoft.Azure.Extensions, version: "2.1", settings: {a: b}, protectedSettings: {c: d}}]
      image: {marketplace: {publisher: p, offer: o, sku: s, version: 1.2.3, thirdPartyImage: true}}
    """

  private static let disk =
    "{osType: Linux, diskSizeGB: 30, diffDiskSettings: {option: Local, placement: CacheDisk}}"

  private static let local = """
      networkInterfaces: [{subnetName: nodes, privateIPConfigs: 2, acceleratedNetworking: false}, {subnetName: more}]
      image: {computeGallery: {gallery: g, name: base, version: 1.0.0}}
      diagnostics: {boot: {storageAccountType: Disabled}}
    """

  private static let plane = """
    {spec: {
      dnsPrefix: demo, nodeResourceGroupName: demo-nodes, networkPlugin: azure, networkPluginMode: overlay,
      networkPolicy: cilium, networkDataplane: cilium, outboundType: loadBalancer, loadBalancerSKU: Standard,
      sshPublicKey: c3NoLXJzYSBBQUFBIG1l, disableLocalAccounts: false, sku: {tier: Paid},
      loadBalancerProfile: {managedOutboundIPs: 2, allocatedOutboundPorts: 1024, idleTimeoutInMinutes: 20},
      apiServerAccessProfile: {authorizedIPRanges: [203.0.113.0/24], enablePrivateCluster: false},
      aadProfile: {managed: true, adminGroupObjectIDs: [7e57a000-0000-4000-8000-00000000000b]},
      addonProfiles: [{name: azurepolicy, enabled: true}, {name: omsagent, enabled: true, config: {a: b}}],
      autoscalerProfile: {balanceSimilarNodeGroups: "true", expander: priority, maxEmptyBulkDelete: "5",
        okTotalUnreadyCount: "3", scanInterval: 20s, scaleDownUtilizationThreshold: "0.5", skipNodesWithSystemPods: "false"},
      httpProxyConfig: {httpProxy: "http://proxy", httpsProxy: "http://proxy", noProxy: [localhost], trustedCa: YQ==},
      oidcIssuerProfile: {enabled: true}, autoUpgradeProfile: {upgradeChannel: stable},
      securityProfile: {
        azureKeyVaultKms: {enabled: true, keyID: "https://v.vault.azure.net/keys/k/1", keyVaultNetworkAccess: Public},
        defender: {logAnalyticsWorkspaceResourceID: /subscriptions/x, securityMonitoring: {enabled: true}},
        imageCleaner: {enabled: true, intervalHours: 48}, workloadIdentity: {enabled: true}},
      additionalTags: {a: b}}}
    """

  private static let pool = """
    {spec: {
      osDiskSizeGB: 60, osDiskType: Managed, osType: Linux, maxPods: 40, availabilityZones: ["1", "2"],
      scaling: {minSize: 1, maxSize: 3}, nodeLabels: {a: b}, taints: [{key: a, value: b, effect: NoSchedule}],
      enableUltraSSD: true, enableNodePublicIP: false, scaleSetPriority: Spot, spotMaxPrice: "0.1",
      scaleDownMode: Delete, kubeletDiskType: OS, enableFIPS: true, enableEncryptionAtHost: true,
      kubeletConfig: {cpuManagerPolicy: static, cpuCfsQuota: true, cpuCfsQuotaPeriod: 100ms, imageGcHighThreshold: 80,
        imageGcLowThreshold: 60, topologyManagerPolicy: best-effort, allowedUnsafeSysctls: [net.*], failSwapOn: false,
        containerLogMaxSizeMB: 50, containerLogMaxFiles: 5, podMaxPids: 100},
      linuxOSConfig: {swapFileSizeMB: 1500, transparentHugePageEnabled: always, transparentHugePageDefrag: defer,
        sysctls: {fsFileMax: 8192, netCoreSomaxconn: 16384, netIpv4IPLocalPortRange: 32768 60999,
          netIpv4TCPFinTimeout: 60, netIpv4TCPKeepaliveTime: 30, netIpv4TCPkeepaliveIntvl: 30,
          netIpv4TCPMaxSynBacklog: 4096, netIpv4TCPTwReuse: true, vmMaxMapCount: 65530}},
      additionalTags: {a: b}}}
    """

  private func everything() async throws -> [Value] {
    var requests: [Value] = []
    try await EmulatorScene.run { scene in
      try scene.azure.put("/resourceGroups/theirs", "{\"location\": \"westeurope\"}")
      try scene.azure.put(
        "/resourceGroups/theirs/providers/Microsoft.Network/virtualNetworks/hub",
        """
        {"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["172.20.0.0/16"]}}}
        """)
      scene.azure.forgetRequests()
      try await scene.makeCluster(Self.cluster)
      try await scene.becomesReady(.azureCluster, "demo")
      try await scene.provision()
      try await scene.makeMachine("cp-0", isPlane: true, Self.machine)
      try await scene.makeMachine(
        "w-0", labels: "cluster.x-k8s.io/deployment-name: md-0,", disk: Self.disk, Self.local)
      try await scene.becomesReady(.azureMachine, "cp-0")
      try await scene.becomesReady(.azureMachine, "w-0")
      try await scene.patch(.azureMachine, "cp-0", "{spec: {additionalTags: {a: c}}}")
      try await eventually("tags are changed") {
        scene.azure["virtualmachines/cp-0"]?["tags"]?["a"] == "c"
      }
      // Each is put once more, over what was read.
      try await scene.patch(
        .azureCluster, "demo",
        "{metadata: {annotations: {capctl.dev/drift: heal}}, spec: {additionalTags: {team: blue}}}")
      for end in ["/net", "/planes-nsg", "/routes", "/api-ip", "/gateway", "/api", "/demo"] {
        try await eventually("\(end) has the tag") {
          scene.azure[end]?["tags"]?["team"] == "blue"
        }
      }
      requests += scene.azure.requests
    }
    try await EmulatorScene.run { scene in
      try await EmulatedManagedTests.make(scene)
      // What there is of it that the emulator does not take is judged all the same.
      try await scene.patch(.azureManagedControlPlane, "demo", Self.plane)
      try await scene.becomesReady(.azureManagedMachinePool, "pool0")
      try await scene.patch(.azureManagedMachinePool, "pool0", Self.pool)
      try await eventually("the pool is changed") {
        scene.azure.requests.contains {
          $0["method"] == "PUT" && $0["body"]?["properties"]?["kubeletConfig"] != nil
        }
      }
      requests += scene.azure.requests
    }
    return requests.filter { $0["body"] != nil && $0["type"] != nil }
  }

  @Test func `each body that is sent is one that Microsoft's SDK could have sent`() async throws {
    let requests = try await everything()
    let types = Set(requests.compactMap { $0["type"]?.string?.lowercased() })
    #expect(types.count >= 17, "\(types.sorted())")
    let faults = try await SDKJudge.faults(of: requests)
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test(
    arguments: [
      (#"{"properties": {"hardwareProfile": {"vmsize": "a"}}}"#, "unknown field"),
      (#"{"properties": {"storageProfile": {"dataDisks": {}}}}"#, "wrong type"),
      (#"{"properties": {"priority": "Cheap"}}"#, "bad enum"),
      (#"{"properties": {"vmId": "a"}}"#, "read only"),
    ])
  func `a fault in one of them would be seen`(change: String, kind: String) async throws {
    var request: Value = [:]
    try await EmulatorScene.run { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      try await scene.provision()
      try await scene.makeMachine("cp-0", isPlane: true)
      try await scene.becomesReady(.azureMachine, "cp-0")
      request = try #require(
        scene.azure.requests.last {
          $0["type"] == "Microsoft.Compute/virtualMachines" && $0["method"] == "PUT"
        })
    }
    #expect(try await SDKJudge.faults(of: [request]) == [])
    request["body"] = request["body"]?.applying(mergePatch: try JSON.parse(change))
    let faults = try await SDKJudge.faults(of: [request])
    #expect(faults.count == 1 && faults[0].contains(kind), "\(faults)")
  }
}
