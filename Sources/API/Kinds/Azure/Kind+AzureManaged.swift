// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let azureManagedCluster = Kind(
    "AzureManagedCluster", "azuremanagedclusters", in: .azure, short: ["amc"],
    #"""
    about: The infrastructure of a cluster that Azure runs.
    v1beta1:
      spec:
        controlPlaneEndpoint: $EndpointV1beta1
      status:
        ready: bool
        conditions: $ConditionsV1beta1
      columns:
        Cluster: wide cluster; The cluster
        Ready: .status.ready; There is what the spec asks for
        Endpoint: wide .spec.controlPlaneEndpoint.host; Where the API answers
        Age: age; Time since the AzureManagedCluster was made
    v1alpha4: {columns: {Age: age}}
    v1alpha3: {columns: {Age: age}}
    """#)

  package static let azureManagedControlPlane = Kind(
    "AzureManagedControlPlane", "azuremanagedcontrolplanes", in: .azure, short: ["amcp"],
    #"""
    about: A control plane that Azure runs.
    v1beta1:
      spec:
        .: "; What the control plane shall be."
        version!: string 2..; The version of Kubernetes.
        resourceGroupName: string; The resource group; called as the cluster unless said.
        nodeResourceGroupName: string; The resource group of the nodes.
        subscriptionID: string; The subscription.
        location!: string; The region.
        virtualNetwork:
          .: "; The network."
          name!: string
          cidrBlock!: string
          resourceGroup: string
          subnet:
            name!: string
            cidrBlock!: string
            serviceEndpoints: $AzureServiceEndpoint[]
            privateEndpoints: $AzurePrivateEndpoint[]
        controlPlaneEndpoint: $EndpointV1beta1
        additionalTags: $AzureTags
        networkPlugin: azure|kubenet|none
        networkPluginMode: overlay|
        networkPolicy: azure|calico|cilium
        networkDataplane: azure|cilium
        outboundType: loadBalancer|managedNATGateway|userAssignedNATGateway|userDefinedRouting
        sshPublicKey: string; A key that may log in, in base64.
        dnsServiceIP: string; The address of the Service for names.
        dnsPrefix: string
        loadBalancerSKU: Basic|Standard
        identityRef: $AzureIdentityRef
        aadProfile:
          managed!: bool
          adminGroupObjectIDs!: string[]
        addonProfiles[]:
          name!: string
          config: string{}
          enabled!: bool
        sku: {tier!: Free|Paid|Standard}
        loadBalancerProfile:
          managedOutboundIPs: int
          outboundIPPrefixes: string[]
          outboundIPs: string[]
          allocatedOutboundPorts: int
          idleTimeoutInMinutes: int
        apiServerAccessProfile:
          authorizedIPRanges: string[]
          enablePrivateCluster: bool
          privateDNSZone: string
          enablePrivateClusterPublicFQDN: bool
        autoscalerProfile: string{}
        azureEnvironment: string; The cloud, such as AzurePublicCloud.
        identity:
          type: SystemAssigned|UserAssigned
          userAssignedIdentityResourceID: string
        kubeletUserAssignedIdentity: string
        httpProxyConfig:
          httpProxy: string
          httpsProxy: string
          noProxy: string[]
          trustedCa: string
        oidcIssuerProfile: {enabled: bool}
        disableLocalAccounts: bool
        fleetsMember:
          name: string
          group: string
          managerName!: string
          managerResourceGroup!: string
        extensions[]:
          name!: string
          aksAssignedIdentityType: string
          autoUpgradeMinorVersion: bool
          configurationSettings: string{}
          extensionType!: string
          plan: {name: string, product!: string, promotionCode: string, publisher!: string, version: string}
          releaseTrain: string
          scope: object
          version: string
          identity: string
        autoUpgradeProfile: {upgradeChannel: string}
        securityProfile: object
        enablePreviewFeatures: bool
        asoManagedClusterPatches: string[]
      status:
        $from: AzureStatus
        .: "; What the control plane is."
        initialized: bool; The API has answered.
        version: string; The version that runs.
        autoUpgradeVersion: string
        oidcIssuerProfile: {issuerURL: string}
      columns:
        Cluster: wide cluster; The cluster
        Ready: .status.conditions[?(@.type=='Ready')].status; There is what the spec asks for
        Severity: .status.conditions[?(@.type=='Ready')].severity; How bad it is
        Reason: .status.conditions[?(@.type=='Ready')].reason; Why
        Message: wide .status.conditions[?(@.type=='Ready')].message; Why, in words
        Age: age; Time since the AzureManagedControlPlane was made
    v1alpha4:
      spec:
        networkPluginMode: null
        networkDataplane: null
        outboundType: null
        dnsPrefix: null
        autoscalerProfile: null
        azureEnvironment: null
        identity: null
        kubeletUserAssignedIdentity: null
        httpProxyConfig: null
        oidcIssuerProfile: null
        disableLocalAccounts: null
        fleetsMember: null
        extensions: null
        autoUpgradeProfile: null
        securityProfile: null
        enablePreviewFeatures: null
        asoManagedClusterPatches: null
        virtualNetwork: {resourceGroup: null, subnet: {serviceEndpoints: null, privateEndpoints: null}}
      status: {resources: null, version: null, autoUpgradeVersion: null, oidcIssuerProfile: null}
    v1alpha3:
      spec:
        defaultPoolRef: {name!: string}
        aadProfile: null
        addonProfiles: null
        sku: null
        loadBalancerProfile: null
        apiServerAccessProfile: null
      status: {longRunningOperationStates: null}
    """#)

  package static let azureManagedMachinePool = Kind(
    "AzureManagedMachinePool", "azuremanagedmachinepools", in: .azure, short: ["ammp"],
    #"""
    about: A pool of nodes that Azure runs.
    v1beta1:
      spec:
        .: "; What the pool shall be."
        additionalTags: $AzureTags
        name: string; The pool; called as the object unless said.
        mode!: System|User
        sku!: string; The size of its machines.
        osDiskSizeGB: int; The size of their disks.
        osDiskType: Ephemeral|Managed
        osType: Linux|Windows
        availabilityZones: string[]
        nodeLabels: string{}; Labels of the Nodes.
        taints[]:
          effect!: NoSchedule|NoExecute|PreferNoSchedule
          key!: string
          value!: string
        providerIDList: string[]; The ids of the machines.
        scaling:
          .: "; Lets Azure choose the number."
          minSize: int
          maxSize: int
        maxPods: int
        enableUltraSSD: bool
        enableNodePublicIP: bool
        nodePublicIPPrefixID: string
        scaleSetPriority: Regular|Spot
        scaleDownMode: Deallocate|Delete
        spotMaxPrice: intstr
        kubeletConfig: object
        kubeletDiskType: OS|Temporary
        linuxOSConfig: object
        subnetName: string
        enableFIPS: bool
        enableEncryptionAtHost: bool
        asoManagedClustersAgentPoolPatches: string[]
      status:
        $from: AzureStatus
        .: "; What the pool is."
        replicas: int
        errorReason: string
        errorMessage: string
      columns:
        Cluster: wide cluster; The cluster
        Ready: .status.conditions[?(@.type=='Ready')].status; There is what the spec asks for
        Severity: .status.conditions[?(@.type=='Ready')].severity; How bad it is
        Reason: .status.conditions[?(@.type=='Ready')].reason; Why
        Message: wide .status.conditions[?(@.type=='Ready')].message; Why, in words
        Mode: .spec.mode; Whether it runs the cluster's own Pods
        Age: age; Time since the AzureManagedMachinePool was made
    v1alpha4:
      spec:
        additionalTags: null
        name: null
        osType: null
        enableNodePublicIP: null
        nodePublicIPPrefixID: null
        scaleSetPriority: null
        scaleDownMode: null
        spotMaxPrice: null
        kubeletConfig: null
        kubeletDiskType: null
        linuxOSConfig: null
        subnetName: null
        enableFIPS: null
        enableEncryptionAtHost: null
        asoManagedClustersAgentPoolPatches: null
      status: {resources: null}
    v1alpha3:
      spec: {osDiskType: null, enableUltraSSD: null, availabilityZones: null, nodeLabels: null, taints: null, scaling: null, maxPods: null}
      status: {longRunningOperationStates: null}
    """#)
}
