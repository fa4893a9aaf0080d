// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let gitOpsAgent = Kind(
    "GitOpsAgent", "gitopsagents", in: .gitOps, short: ["goa"],
    #"""
    about: The agent that each matching cluster pulls its platform with.
    v1alpha1:
      spec!:
        .: "; Which agent, where, and what it follows."
        clusterSelector: $LabelSelector
        clusterRef: $LocalRef
        type!: flux|azureFlux|capctl
        source!:
          .: "; The platform repository."
          url!: string 1..; Where it is, seen from here.
          insideURL: string 1..; Where it is, seen from inside the cluster.
          ref:
            .: "; The revision; the branch main unless said."
            branch: string
            tag: string
            semver: string
            commit: string
          secretRef: $LocalRef
          generateKey: bool; The Secret is made, with a new deploy key, unless it is there.
        path: string; The folder of the cluster, such as clusters/$<CLUSTER_NAME>.
        interval: string; How often it is looked at; 1m unless said.
        prune: bool; What is no longer in the repository is deleted.
        suspend: bool; Nothing is done.
        variablesFrom[]:
          .: "; Facts for the cluster, beside those that are known."
          kind!: ConfigMap|Secret
          name!: string 1..253
        before[]:
          .: "; What is applied before the agent."
          configMap: string 1..253; Objects in a ConfigMap.
          path: string; A folder of the repository.
        flux:
          .: "; Which Flux."
          version: string; The version, such as v2.9.4.
          manifest:
            .: "; Where its objects come from."
            url: string; An https://, http:// or file:// url.
            configMap: string 1..253; Or the ConfigMap that holds them.
            sha256: string 64..64; What they must come to.
          components: string[]; Its controllers.
          registry: string; Where its images come from.
          pullSecretRef: $LocalRef
          tolerations[]:
            .: "; The taints of nodes that its controllers may run on."
            key: string; The taint; any unless said.
            operator: Exists|Equal
            value: string
            effect: NoSchedule|PreferNoSchedule|NoExecute
            tolerationSeconds: int64
        azureFlux:
          .: "; What Azure is told of Flux."
          name: string 1..62; What the configuration is called; as the GitOpsAgent unless said.
          namespace: string 1..253; Where what is followed is in the cluster; gitops unless said.
          scope: cluster|namespace; What it may touch; the whole cluster unless said.
          kustomization: string 1..62; What is applied is called so; platform unless said.
      status:
        .: "; What was done."
        conditions: $Conditions
        observedGeneration: int64
        publicKey: string; The public half of the deploy key that was made.
        clusters[]:
          .: "map(name); Each cluster that matches."
          name!: string; The Cluster.
          state: string; How far it is.
          message: string; What it waits for.
          revision: string; What it has applied.
          version: string; The version of the agent.
          compliance: string; What Azure says of it.
          objects[]:
            .: "; Objects that are not as git says, as Azure tells it."
            kind: string
            namespace: string
            name: string
            state: string; What Azure says of it.
            message: string; Why.
          since: time; Since when the state is what it is.
      columns:
        Type: .spec.type; The agent
        Path: .spec.path; What it follows
        Ready: ?Ready; Every cluster has its agent
        Status: .status.conditions[?(@.type=="Ready")].message; What is waited for
        Age: age; Time since the GitOpsAgent was made
    """#)
}
