// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let clusterResourceSet = Kind(
    "ClusterResourceSet", "clusterresourcesets", in: .addons, short: ["crs"],
    #"""
    about: Objects that are applied in each cluster that matches.
    v1beta2:
      spec!:
        .: "; What is applied where."
        clusterSelector!: $LabelSelector
        resources[]!:
          .: "atomic 1..100; ConfigMaps and Secrets that hold the objects."
          kind!: Secret|ConfigMap
          name!: string 1..253; The Secret or ConfigMap.
        strategy: ApplyOnce|Reconcile
      status:
        .: "; What was done."
        conditions: $Conditions
        observedGeneration: int64
        deprecated: $Deprecated
      columns:
        Paused: wide ?Paused; Nothing is touched
        Age: age; Time since the ClusterResourceSet was made
    v1beta1:
      status:
        conditions: $ConditionsV1beta1
        deprecated: null
        v1beta2: $V1beta2Conditions
      columns:
        Age: age; Time since the ClusterResourceSet was made
    """#,
    steps: [
      "v1beta1": Step(Lens.statusV1beta1(mirrors: ["ResourcesApplied": "ResourcesApplied"]))
    ])

  package static let clusterResourceSetBinding = Kind(
    "ClusterResourceSetBinding", "clusterresourcesetbindings", in: .addons, short: ["crsb"],
    #"""
    about: What ClusterResourceSets have applied in a cluster.
    v1beta2:
      spec:
        .: "; What was applied."
        clusterName!: $ClusterName
        bindings[]:
          .: "atomic 1..100; One for each ClusterResourceSet."
          clusterResourceSetName!: string 1..253; The ClusterResourceSet.
          resources[]:
            .: "atomic 1..100; Its ConfigMaps and Secrets."
            kind!: Secret|ConfigMap
            name!: string 1..253; The Secret or ConfigMap.
            hash: string 1..256; The hash of what was applied.
            lastAppliedTime: time; When it was applied.
            applied!: bool; Whether it was applied without an error.
      columns:
        Age: age; Time since the ClusterResourceSetBinding was made
    v1beta1:
      columns:
        Age: age; Time since the ClusterResourceSetBinding was made
    """#)
}
