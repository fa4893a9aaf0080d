// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let azureFluxConfiguration = Kind(
    "AzureFluxConfiguration", "azurefluxconfigurations", in: .azureResource,
    #"""
    about: What a cluster in Azure follows by Flux, which Azure brings there.
    v1beta1:
      spec!:
        .: "; What the cluster shall follow."
        name!: string 1..62; What the configuration is called in Azure.
        scope: cluster|namespace; What it may touch; the whole cluster unless said.
        namespace: string 1..253; Where its objects are in the cluster; default unless said.
        suspend: bool; Nothing is brought for now.
        gitRepository!:
          .: "; The repository."
          url!: string 1..; Where it is, seen from inside the cluster.
          syncIntervalInSeconds: int; How often it is looked at.
          repositoryRef:
            .: "; The revision."
            branch: string
            tag: string
            semver: string
            commit: string
        secretRef: $LocalRef
        kustomizations!: object; What is applied of it by name, in the shape that Azure wants.
      status:
        $from: AzureStatus
        .: "; What Azure says."
        observedGeneration: int64; The generation that was looked at.
        complianceState: string; Whether the cluster is as git says, in one word.
        revision: string; What it has fetched last.
        statuses: object[]; Each object that it has brought.
        repositoryPublicKey: string; The key to be told to the server of git, where none was given.
        extensionVersion: string; The version of Azure's extension.
        connectivity: string; Whether Azure has heard of the cluster, where that is not Azure's own.
      columns:
        Ready: .status.conditions[?(@.type=='Ready')].status; There is what the spec asks for
        Compliance: .status.complianceState; Whether the cluster is as git says
        Revision: wide .status.revision; What it has fetched last
        Reason: .status.conditions[?(@.type=='Ready')].reason; Why
        Age: age; Time since the AzureFluxConfiguration was made
    """#)
}
