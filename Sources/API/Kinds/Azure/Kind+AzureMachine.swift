// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let azureMachine = Kind(
    "AzureMachine", "azuremachines", in: .azure,
    #"""
    about: A virtual machine on Azure.
    v1beta1:
      spec: $AzureMachineSpec
      status:
        $from: AzureStatus
        .: "; What the machine is."
        addresses: $Address[]; Where the machine can be reached.
        vmState: string; What Azure says of it.
        failureReason: string
        failureMessage: string
      columns:
        Cluster: wide cluster; The cluster
        Ready: .status.conditions[?(@.type=='Ready')].status; There is what the spec asks for
        Severity: .status.conditions[?(@.type=='Ready')].severity; How bad it is
        Reason: .status.conditions[?(@.type=='Ready')].reason; Why
        Message: wide .status.conditions[?(@.type=='Ready')].message; Why, in words
        State: .status.vmState; What Azure says of it
        Machine: wide .metadata.ownerReferences[?(@.kind=="Machine")].name; The Machine it belongs to
        VM ID: wide .spec.providerID; The id of the machine
        VM Size: wide .spec.vmSize; The size
        Age: age; Time since the AzureMachine was made
    v1alpha4:
      spec: $AzureMachineSpecV1alpha4
      status: {resources: null}
    v1alpha3:
      spec: $AzureMachineSpecV1alpha3
      status: {longRunningOperationStates: null}
    """#)

  package static let azureMachineTemplate = Kind(
    "AzureMachineTemplate", "azuremachinetemplates", in: .azure,
    #"""
    about: What AzureMachines are made from.
    v1beta1:
      spec!:
        template!:
          metadata: $ObjectMeta
          spec!: $AzureMachineSpec
      columns:
        Age: age; Time since the AzureMachineTemplate was made
    v1alpha4:
      spec!: {template!: {spec!: $AzureMachineSpecV1alpha4}}
    v1alpha3:
      spec!: {template!: {metadata: $FullObjectMeta, spec!: $AzureMachineSpecV1alpha3}}
    """#)

  package static let azureResource = Kind(
    "AzureResource", "azureresources", in: .azureResource,
    #"""
    about: Any resource of Azure Resource Manager.
    v1beta1:
      spec!:
        .: "; What the resource shall be."
        id!: string 1..2048; The id, from /subscriptions on.
        apiVersion!: string 1..64; The version of its API, such as 2024-01-01.
        body: object; The body, as its API wants it.
        identityRef: $AzureIdentityRef
      status:
        $from: AzureStatus
        .: "; What the resource is."
        properties: object; What its API says of it.
      columns:
        Ready: .status.conditions[?(@.type=='Ready')].status; There is what the spec asks for
        Reason: .status.conditions[?(@.type=='Ready')].reason; Why
        Id: wide .spec.id; The id
        Age: age; Time since the AzureResource was made
    """#)
}
