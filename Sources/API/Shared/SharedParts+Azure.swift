// SPDX-License-Identifier: Apache-2.0

extension SharedParts {
  static let azure = #"""
    AzureTags: string{}; Tags of the resources.
    AzureIdentityRef: $ObjectReference; The AzureClusterIdentity to sign in with.
    AzureOperations:
      name!: string
      resourceGroup: string
      serviceName: string
      type: string
      data: string
    AzureStatus:
      ready: bool; There is what the spec asks for.
      conditions: $ConditionsV1beta1
      longRunningOperationStates: $AzureOperations[]; Operations of Azure that run.
      resources: $PackResources[] map(name); What was made.
    AzureImage:
      .: "; The image to start from; an Ubuntu of Cluster API's unless said."
      id: string; The id of an image.
      sharedGallery:
        subscriptionID!: string 1..
        resourceGroup!: string 1..
        gallery!: string 1..
        name!: string 1..
        version!: string 1..
        publisher: string
        offer: string
        sku: string
      marketplace:
        publisher!: string 1..
        offer!: string 1..
        sku!: string 1..
        version!: string 1..
        thirdPartyImage: bool
      computeGallery:
        gallery!: string 1..
        name!: string 1..
        version!: string 1..
        subscriptionID: string
        resourceGroup: string
        plan:
          publisher!: string 1..
          offer!: string 1..
          sku!: string 1..
    AzureManagedDisk:
      storageAccountType: string; The kind of storage, such as Premium_LRS.
      diskEncryptionSet: {id: string}
      securityProfile:
        securityEncryptionType: string
        diskEncryptionSet: {id: string}
    AzureMachineSpec:
      .: "; What the machine shall be."
      providerID: string; The id of the machine, as the Node says it.
      vmSize!: string; The size, such as Standard_D2s_v3.
      failureDomain: string; The availability zone.
      image: {$from: AzureImage}
      identity: None|SystemAssigned|UserAssigned
      userAssignedIdentities[]:
        providerID!: string; The id of an identity.
      systemAssignedIdentityRole: {name: string, definitionID: string, scope: string}
      roleAssignmentName: string
      osDisk!:
        osType!: string; Linux or Windows.
        diskSizeGB: int; Its size.
        managedDisk: $AzureManagedDisk
        diffDiskSettings: {option!: string, placement: string}
        cachingType: None|ReadOnly|ReadWrite
      dataDisks[]:
        nameSuffix!: string; What follows the machine's name in the disk's.
        diskSizeGB!: int; Its size.
        lun: int 0..63; Its number.
        managedDisk: $AzureManagedDisk
        cachingType: None|ReadOnly|ReadWrite
      sshPublicKey: string; A key that may log in, in base64.
      additionalTags: $AzureTags
      additionalCapabilities: {ultraSSDEnabled: bool}
      allocatePublicIP: bool; Whether the machine has a public address.
      enableIPForwarding: bool
      acceleratedNetworking: bool nullable
      diagnostics:
        boot:
          storageAccountType!: Managed|UserManaged|Disabled
          userManaged: {storageAccountURI!: string}
      spotVMOptions:
        maxPrice: intstr
        evictionPolicy: Delete|Deallocate
      securityProfile:
        encryptionAtHost: bool
        securityType: string
        uefiSettings: {secureBootEnabled: bool, vTpmEnabled: bool}
      subnetName: string
      dnsServers: string[]
      disableExtensionOperations: bool
      vmExtensions[]:
        name!: string
        publisher!: string
        version!: string
        settings: string{}
        protectedSettings: string{}
      networkInterfaces[]:
        subnetName: string
        privateIPConfigs: int
        acceleratedNetworking: bool
      capacityReservationGroupID: string
    AzureMachineSpecV1alpha4:
      $from: AzureMachineSpec
      image: {computeGallery: null}
      systemAssignedIdentityRole: null
      additionalCapabilities: null
      diagnostics: null
      dnsServers: null
      disableExtensionOperations: null
      vmExtensions: null
      networkInterfaces: null
      capacityReservationGroupID: null
    AzureMachineSpecV1alpha3:
      $from: AzureMachineSpecV1alpha4
      location: string; No longer used, the cluster says it.
      subnetName: null
      availabilityZone: {id: string, enabled: bool}
    """#

  static let azureNetwork = #"""
    AzureSecurityRule:
      name!: string; The rule.
      description: string
      protocol!: string; Tcp, Udp, Icmp or *.
      direction!: Inbound|Outbound
      priority: int; Which rule counts first.
      sourcePorts: string
      destinationPorts: string
      source: string
      sources: string[]
      destination: string
      action: Allow|Deny
    AzurePublicIP:
      name!: string; The public address.
      dnsName: string; A name for it.
      ipTags[]:
        type!: string
        tag!: string
    AzureLoadBalancer:
      id: string
      name: string; The load balancer.
      sku: string; Standard.
      type: Public|Internal
      frontendIPs[]:
        name!: string 1..; The front.
        privateIP: string
        publicIP: $AzurePublicIP
      frontendIPsCount: int
      idleTimeoutInMinutes: int
      backendPool: {name: string}
    AzureSubnet:
      role!: node|control-plane|bastion|cluster|all
      id: string
      name!: string; The subnet.
      cidrBlocks: string[]; Its ranges.
      securityGroup:
        id: string
        name: string; The security group.
        securityRules: $AzureSecurityRule[]
        tags: $AzureTags
      routeTable:
        id: string
        name: string; The route table.
      natGateway:
        id: string
        name: string; The gateway to the outside.
        ip: $AzurePublicIP
      serviceEndpoints: $AzureServiceEndpoint[]
      privateEndpoints: $AzurePrivateEndpoint[]
    AzureServiceEndpoint:
      service!: string
      locations!: string[]
    AzurePrivateEndpoint:
      name!: string
      location: string
      customNetworkInterfaceName: string
      privateIPAddresses: string[]
      applicationSecurityGroups: string[]
      manualApproval: bool
      privateLinkServiceConnections[]:
        name: string
        privateLinkServiceID: string
        groupIDs: string[]
        requestMessage: string
    AzureNetwork:
      .: "; The network of the cluster."
      vnet:
        .: "; The virtual network."
        resourceGroup: string; Where it is, if not in the cluster's own group.
        id: string
        name!: string; The virtual network.
        cidrBlocks: string[]; Its ranges.
        peerings[]:
          resourceGroup: string
          remoteVnetName!: string
          forwardPeeringProperties: object
          reversePeeringProperties: object
        tags: $AzureTags
      subnets: $AzureSubnet[]; The subnets; one for nodes and one for the control plane unless said.
      apiServerLB: $AzureLoadBalancer
      nodeOutboundLB: $AzureLoadBalancer
      controlPlaneOutboundLB: $AzureLoadBalancer
      privateDNSZoneName: string; The private zone of an internal API server.
      privateDNSZoneResourceGroup: string
      additionalAPIServerLBPorts[]:
        name!: string
        port!: int
    AzureSubnetV1alpha4:
      $from: AzureSubnet
      role: string
      serviceEndpoints: null
      privateEndpoints: null
    AzureSubnetV1alpha3:
      $from: AzureSubnetV1alpha4
      cidrBlocks: null
      cidrBlock: string; Its range.
      internalLBIPAddress: string
      natGateway: null
      securityGroup:
        securityRules: null
        ingressRule: $AzureIngressRule[]
    AzureIngressRule: {$from: AzureSecurityRule, direction: null, sources: null, action: null}
    AzureNetworkV1alpha4:
      $from: AzureNetwork
      subnets: $AzureSubnetV1alpha4[]
      vnet: {peerings: null}
      privateDNSZoneResourceGroup: null
      additionalAPIServerLBPorts: null
    AzureNetworkV1alpha3:
      $from: AzureNetworkV1alpha4
      subnets: $AzureSubnetV1alpha3[]
      vnet: {cidrBlocks: null, cidrBlock: string}
      nodeOutboundLB: null
      controlPlaneOutboundLB: null
      privateDNSZoneName: null
    """#
}
