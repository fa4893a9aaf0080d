// SPDX-License-Identifier: Apache-2.0

extension SharedParts {
  static let common = #"""
    ObjectMeta:
      .: "; Labels and annotations of the objects that are made."
      labels: string{}; Labels that each made object gets.
      annotations: string{}; Annotations that each made object gets.
    # The first versions let templates say more than was ever used.
    FullObjectMeta:
      $from: ObjectMeta
      name: string
      generateName: string
      namespace: string
      ownerReferences[]:
        apiVersion!: string
        kind!: string
        name!: string
        uid!: string
        controller: bool
        blockOwnerDeletion: bool
    LabelSelector:
      .: "atomic; Selects objects by their labels; all parts must match."
      matchLabels: string{}; Labels with exactly these values.
      matchExpressions[]:
        .: "atomic; Requirements on labels."
        key!: string; The label.
        operator!: string; In, NotIn, Exists or DoesNotExist.
        values: string[] atomic; The values for In and NotIn.
    Blocks: string(1..43)[] atomic 1..100; Ranges of addresses.
    Duration: string; A length of time such as 10m0s.
    Endpoint:
      .: "; Where an API server answers."
      host: string 1..512; A name or an address.
      port: int 1..65535; The port.
    EndpointV1beta1:
      host!: string
      port!: int
    Taint:
      key!: string 1..253; The key of the taint.
      value: string 1..63; The value of the taint.
      effect!: NoSchedule|PreferNoSchedule|NoExecute
      propagation!: Always|OnInitialization; Whether later changes reach the Node.
    NodeTaint:
      key!: string
      value: string
      effect!: string
      timeAdded: time
    ReadinessGate:
      conditionType!: string 1..316; A condition of the Machine that counts for Ready.
      polarity: Positive|Negative; Which status is the good one; Positive unless said.
    NodeInfo:
      .: "; What the Node says about its system."
      architecture!: string
      bootID!: string
      containerRuntimeVersion!: string
      kernelVersion!: string
      kubeProxyVersion!: string
      kubeletVersion!: string
      machineID!: string
      operatingSystem!: string
      osImage!: string
      systemUUID!: string
      swap: {capacity: int64}
    Address:
      type!: Hostname|ExternalIP|InternalIP|ExternalDNS|InternalDNS
      address!: string 1..256; The address.
    # What the engine of provider packs knows of what it made.
    PackResources:
      name!: string; The resource, as the pack calls it.
      id: string; The resource, as the provider calls it.
      state: string; What it is.
      operation: string; How to go on with an operation that runs.
      hash: string; The hash of what was asked for last.
      message: string; What went wrong with it last.
      since: time; Since when the state is what it is.
      tries: int64; How often what has failed was asked for again.
    """#

  static let references = #"""
    # A reference whose version is found by the contract label of the definition it leads to.
    ContractRef:
      .: "; A reference to an object of the same namespace; its version is found by contract."
      apiGroup!: string 1..253 /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/; The group.
      kind!: string 1..63 /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/; The kind.
      name!: string 1..253 /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/; The name.
    VersionedRef:
      .: "; A reference to an object of the same namespace."
      apiVersion!: string 1..317; Group and version.
      kind!: string 1..63; The kind.
      name!: string 1..253; The name.
    ObjectReference:
      .: "atomic; A reference to an object."
      apiVersion: string; Group and version.
      kind: string; The kind.
      name: string; The name.
      namespace: string; The namespace.
      uid: string; The uid of the object meant.
      resourceVersion: string; The revision meant.
      fieldPath: string; The part of the object meant.
    LocalRef: {name!: string 1..253}
    SecretRef:
      name!: string 1..253; The Secret.
      key!: string 1..256; The key in the Secret.
    SecretSource: {secret!: $SecretRef}
    """#

  static let status = #"""
    Condition:
      type!: string ..316; What is observed.
      status!: True|False|Unknown
      observedGeneration: int64 0..; The generation that was looked at.
      lastTransitionTime!: time; Since when the status is what it is.
      reason!: string ..1024; Why, in one word.
      message!: string ..32768; What is seen and what happens next.
    Conditions: $Condition[] map(type) ..32; What is observed of the object.
    ConditionV1beta1:
      type!: string
      status!: string
      severity: string; How bad a False is. Error, Warning or Info.
      lastTransitionTime!: time
      reason: string
      message: string
    ConditionsV1beta1: $ConditionV1beta1[]; What is observed of the object, in the words of v1beta1.
    Failure:
      conditions: $ConditionsV1beta1
      failureReason: string; Why the object can never become right, in one word.
      failureMessage: string; Why the object can never become right.
    Deprecated:
      .: "; What readers of older versions look for."
      v1beta1: {$from: Failure}
    DeprecatedReplicas:
      .: "; What readers of older versions look for."
      v1beta1:
        $from: Failure
        fullyLabeledReplicas: int
        updatedReplicas: int
        readyReplicas: int
        availableReplicas: int
        unavailableReplicas: int
    V1beta2Conditions:
      .: "; What v1beta2 shows in the status itself."
      conditions: $Conditions
    V1beta2Replicas:
      .: "; What v1beta2 shows in the status itself."
      conditions: $Conditions
      readyReplicas: int
      availableReplicas: int
      upToDateReplicas: int
    Replicas:
      replicas: int; How many Machines there are.
      readyReplicas: int; How many of them are Ready.
      availableReplicas: int; How many of them are Available.
      upToDateReplicas: int; How many of them are as the spec wants them.
      versions: $StatusVersion[] map(version) ..100; How many Machines run which version.
    StatusVersion:
      version!: string 1..256; A version of Kubernetes.
      replicas!: int 0..; How many Machines run it.
    MachineCountsV1beta1:
      .: "; How many Machines there are."
      desiredReplicas: int; How many there shall be.
      replicas: int; How many there are.
      upToDateReplicas: int; How many are as the spec wants them.
      readyReplicas: int; How many are Ready.
      availableReplicas: int; How many are Available.
    MachineCounts:
      $from: MachineCountsV1beta1
      versions: $StatusVersion[] map(version) ..100; How many Machines run which version.
    FailureDomain:
      name!: string 1..256; The failure domain.
      controlPlane: bool; Whether control plane Machines may be there.
      attributes: string{}; What the provider says about it.
    FailureDomainV1beta1:
      controlPlane: bool
      attributes: string{}
    """#
}
