// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let machineHealthCheck = Kind(
    "MachineHealthCheck", "machinehealthchecks", in: .cluster, short: ["mhc", "mhcs"],
    #"""
    about: Which Machines count as unhealthy, and when they are replaced.
    v1beta2:
      spec!:
        .: "; What is checked."
        clusterName!: $ClusterName
        selector!: $LabelSelector
        checks:
          .: "; When a Machine is unhealthy."
          nodeStartupTimeoutSeconds: int 0..; How long a Node may take to come; 0 is for ever.
          unhealthyNodeConditions[]:
            .: "atomic 1..100; Conditions of the Node, any of which makes the Machine unhealthy."
            type!: string 1..; The condition.
            status!: string 1..; True, False or Unknown.
            timeoutSeconds!: int 0..; For how long.
          unhealthyMachineConditions[]:
            .: "atomic 1..100; Conditions of the Machine, any of which makes it unhealthy."
            type!: string 1..316; The condition.
            status!: True|False|Unknown
            timeoutSeconds!: int 0..; For how long.
        remediation:
          .: "; What happens to unhealthy Machines."
          triggerIf:
            .: "; Nothing happens where too many Machines are unhealthy."
            unhealthyLessThanOrEqualTo: intstr
            unhealthyInRange: string 1..32 /^\[[0-9]+-[0-9]+\]$/; Such as [3-5].
          templateRef: $VersionedRef
      status:
        .: "; What was found."
        conditions: $Conditions
        expectedMachines: int 0..; How many Machines are checked.
        currentHealthy: int 0..; How many of them are healthy.
        remediationsAllowed: int 0..; How many more may be replaced.
        observedGeneration: int64
        targets: string(1..253)[] atomic ..10000; The Machines that are checked.
        deprecated: $Deprecated
      columns:
        Cluster: .spec.clusterName; The cluster
        Replicas: integer .status.expectedMachines; Machines that are checked
        Healthy: integer .status.currentHealthy; Healthy Machines
        Paused: wide ?Paused; Nothing is touched
        Age: age; Time since the MachineHealthCheck was made
    v1beta1:
      spec!:
        checks: null
        remediation: null
        nodeStartupTimeout: $Duration
        maxUnhealthy: intstr
        unhealthyRange: string /^\[[0-9]+-[0-9]+\]$/
        unhealthyConditions[]:
          type!: string 1..
          status!: string 1..
          timeout!: $Duration
        remediationTemplate: $ObjectReference
      status:
        conditions: $ConditionsV1beta1
        deprecated: null
        v1beta2: $V1beta2Conditions
      columns:
        Cluster: .spec.clusterName; The cluster
        ExpectedMachines: integer .status.expectedMachines; Machines that are checked
        MaxUnhealthy: .spec.maxUnhealthy; How many may be unhealthy
        CurrentHealthy: integer .status.currentHealthy; Healthy Machines
        Age: age; Time since the MachineHealthCheck was made
    v1alpha4:
      status: {v1beta2: null}
    v1alpha3:
      spec!: {unhealthyRange: null}
    """#,
    steps: [
      "v1beta1": Step(
        [
          .seconds("spec.nodeStartupTimeout", "spec.checks.nodeStartupTimeoutSeconds"),
          .each("spec.unhealthyConditions", [.seconds("timeout", "timeoutSeconds")]),
          .move("spec.unhealthyConditions", "spec.checks.unhealthyNodeConditions"),
          .move("spec.maxUnhealthy", "spec.remediation.triggerIf.unhealthyLessThanOrEqualTo"),
          .move("spec.unhealthyRange", "spec.remediation.triggerIf.unhealthyInRange"),
          .versionedReference("spec.remediationTemplate"),
          .move("spec.remediationTemplate", "spec.remediation.templateRef"),
        ] + Lens.statusV1beta1(mirrors: ["RemediationAllowed": "RemediationAllowed"]))
    ])
}
