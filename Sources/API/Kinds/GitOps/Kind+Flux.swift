// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let gitRepository = Kind(
    "GitRepository", "gitrepositories", in: .source, short: ["gitrepo"],
    #"""
    about: A git repository, and which of its revisions is meant.
    v1:
      spec!:
        .: "; What is fetched."
        url!: string /^(http|https|ssh|file)://.*$/; Where the repository is.
        interval!: $FluxInterval
        timeout: $FluxTimeout = "60s"; How long a fetch may take.
        ref:
          .: "; The revision; the branch master unless said."
          branch: string; A branch.
          tag: string; A tag.
          semver: string; The newest tag in a range.
          name: string; A reference, such as refs/pull/1/head.
          commit: string; A commit.
        secretRef:
          .: "; The Secret to sign in with."
          name!: string
        provider: generic|azure|github
        serviceAccountName: string
        proxySecretRef: {name!: string}
        verify:
          .: "; Which signatures are wanted."
          mode: head|HEAD|Tag|TagAndHEAD
          secretRef!: {name!: string}
        ignore: string; What to leave out, as .gitignore says it.
        suspend: bool; Nothing is fetched.
        recurseSubmodules: bool; Submodules too.
        include[]:
          repository!: {name!: string}
          fromPath: string
          toPath: string
        sparseCheckout: string[]; Folders to fetch alone.
      status:
        $from: FluxStatus
        .: "; What was fetched."
        artifact: $FluxArtifact
        includedArtifacts: $FluxArtifact[]
        observedIgnore: string
        observedRecurseSubmodules: bool
        observedInclude[]:
          repository!: {name!: string}
          fromPath: string
          toPath: string
        observedSparseCheckout: string[]
        sourceVerificationMode: string
      columns:
        URL: .spec.url; Where the repository is
        Age: age; Time since the GitRepository was made
        Ready: ?Ready; The revision is here
        Status: .status.conditions[?(@.type=="Ready")].message; What was done last
    """#)

  package static let kustomization = Kind(
    "Kustomization", "kustomizations", in: .kustomize, short: ["ks"],
    #"""
    about: A folder of a source, built and applied.
    v1:
      spec!:
        .: "; What is built, and how it is applied."
        interval!: $FluxInterval
        retryInterval: $FluxInterval
        timeout: $FluxTimeout
        sourceRef!:
          .: "; The source."
          apiVersion: string
          kind!: GitRepository|OCIRepository|Bucket|ExternalArtifact
          name!: string
          namespace: string
        path: string; The folder; the root unless said.
        prune!: bool; What is no longer in the source is deleted.
        suspend: bool; Nothing is applied.
        force: bool; What cannot be changed is made anew.
        wait: bool; Wait until everything is ready.
        deletionPolicy: MirrorPrune|Delete|WaitForTermination|Orphan
        targetNamespace: string 1..63; The namespace that everything gets.
        namePrefix: string 1..200; What names begin with.
        nameSuffix: string 1..200; What names end in.
        serviceAccountName: string
        ignoreMissingComponents: bool
        components: string[]; Components to build with.
        buildMetadata: string[]
        dependsOn[]:
          .: "; What must be ready first."
          name!: string
          namespace: string
          readyExpr: string
        healthChecks[]:
          .: "; Objects that must be ready."
          apiVersion: string
          kind!: string
          name!: string
          namespace: string
        healthCheckExprs[]:
          apiVersion!: string
          kind!: string
          current!: string
          inProgress: string
          failed: string
        commonMetadata:
          .: "; Labels and annotations that everything gets."
          labels: string{}
          annotations: string{}
        patches[]:
          .: "; Changes of what was built."
          patch!: string
          target: $FluxSelector
        images[]:
          .: "; Images to put in the place of others."
          name!: string
          newName: string
          newTag: string
          digest: string
        ignore[]:
          paths!: string[]
          target: $FluxSelector
        postBuild:
          .: "; Variables to put in after the build."
          substituteStrategy: string
          substitute: string{}
          substituteFrom[]:
            kind!: Secret|ConfigMap
            name!: string 1..253
            optional: bool
        decryption:
          .: "; How secrets are decrypted."
          provider!: sops|
          secretRef: {name!: string}
          serviceAccountName: string
        kubeConfig:
          .: "; The cluster to apply to."
          secretRef:
            name!: string
            key: string
          configMapRef: {name!: string}
      status:
        $from: FluxStatus
        .: "; What was applied."
        lastAppliedRevision: string
        lastAppliedOriginRevision: string
        lastAttemptedRevision: string
        inventory:
          .: "; Everything that was applied."
          entries[]!:
            id!: string
            v!: string
        history: $FluxHistory[]
      columns:
        Age: age; Time since the Kustomization was made
        Ready: ?Ready; The revision is applied
        Status: .status.conditions[?(@.type=="Ready")].message; What was done last
    """#)
}

extension SharedParts {
  static let flux = #"""
    FluxInterval: string /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/; How often, such as 10m.
    FluxTimeout: string /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/; How long at most, such as 1m.
    FluxStatus:
      conditions: $Conditions
      observedGeneration: int64
      lastHandledReconcileAt: string; The request that was answered last.
    FluxArtifact:
      path!: string
      url!: string
      revision!: string; Such as main@sha1:… .
      digest: string
      lastUpdateTime!: time
      size: int64
      metadata: string{}
    FluxSelector:
      group: string
      version: string
      kind: string
      name: string
      namespace: string
      annotationSelector: string
      labelSelector: string
    FluxHistory:
      digest!: string
      firstReconciled!: time
      lastReconciled!: time
      lastReconciledDuration!: string
      lastReconciledStatus!: string
      totalReconciliations!: int64
      metadata: string{}
    """#
}
