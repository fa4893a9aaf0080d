// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let azureCluster = Kind(
    "AzureCluster", "azureclusters", in: .azure,
    #"""
    about: The infrastructure of a cluster of machines on Azure.
    v1beta1:
      spec:
        .: "; What the infrastructure shall be."
        subscriptionID: string; The subscription that everything is in.
        resourceGroup: string; The resource group; called as the cluster unless said.
        location!: string; The region.
        networkSpec: $AzureNetwork
        controlPlaneEndpoint: $EndpointV1beta1
        controlPlaneEnabled: bool; Whether there is a load balancer for a control plane.
        additionalTags: $AzureTags
        identityRef: $AzureIdentityRef
        azureEnvironment: string; The cloud, such as AzurePublicCloud.
        bastionSpec:
          .: "; A way in for people."
          azureBastion:
            name: string
            sku: Basic|Standard
            enableTunneling: bool
            publicIP: $AzurePublicIP
            subnet: $AzureSubnet
        cloudProviderConfigOverrides: object
        extendedLocation: {name!: string, type!: string}
        failureDomains: $FailureDomainV1beta1{}
      status:
        $from: AzureStatus
        .: "; What the infrastructure is."
        failureDomains: $FailureDomainV1beta1{}
      columns:
        Cluster: wide cluster; The cluster
        Ready: .status.conditions[?(@.type=='Ready')].status; There is what the spec asks for
        Severity: .status.conditions[?(@.type=='Ready')].severity; How bad it is
        Reason: .status.conditions[?(@.type=='Ready')].reason; Why
        Message: wide .status.conditions[?(@.type=='Ready')].message; Why, in words
        Resource Group: wide .spec.resourceGroup; The resource group
        SubscriptionID: wide .spec.subscriptionID; The subscription
        Location: wide .spec.location; The region
        Endpoint: wide .spec.controlPlaneEndpoint.host; Where the API answers
        Age: age; Time since the AzureCluster was made
    v1alpha4:
      spec:
        networkSpec: $AzureNetworkV1alpha4
        controlPlaneEnabled: null
        extendedLocation: null
        failureDomains: null
        bastionSpec: {azureBastion: {sku: null, enableTunneling: null, subnet: $AzureSubnetV1alpha4}}
      status: {resources: null}
    v1alpha3:
      spec:
        networkSpec: $AzureNetworkV1alpha3
        azureEnvironment: null
        bastionSpec: null
        cloudProviderConfigOverrides: null
      status: {longRunningOperationStates: null}
    """#,
    steps: ["v1alpha3": Step(Lens.azureNetwork)])

  package static let azureClusterIdentity = Kind(
    "AzureClusterIdentity", "azureclusteridentities", in: .azure,
    #"""
    about: Who signs in to Azure, and for which namespaces.
    v1beta1:
      spec:
        .: "; Who signs in."
        type!: ServicePrincipal|UserAssignedMSI|ManualServicePrincipal|ServicePrincipalCertificate|WorkloadIdentity|UserAssignedIdentityCredential
        resourceID: string; The id of an identity.
        clientID: string; The application.
        tenantID!: string; The tenant.
        clientSecret:
          .: "; The Secret with the password, under the key clientSecret."
          name: string
          namespace: string
        certPath: string; A file with a certificate.
        userAssignedIdentityCredentialsPath: string
        userAssignedIdentityCredentialsCloudType: string
        allowedNamespaces:
          .: "nullable; Which namespaces may use it; none but its own unless said, all where empty."
          list: string[] nullable
          selector: $LabelSelector
      status:
        conditions: $ConditionsV1beta1
      columns:
        Type: .spec.type; How it signs in
        Age: age; Time since the AzureClusterIdentity was made
    v1alpha4:
      spec: {type: string, certPath: null, userAssignedIdentityCredentialsPath: null, userAssignedIdentityCredentialsCloudType: null}
    v1alpha3:
      spec: {allowedNamespaces: "string[]"}
    """#,
    steps: [
      "v1alpha3": Step([.allowedNamespaces])
    ])
}
