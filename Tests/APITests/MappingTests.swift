// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import API

/// Where the fields of an older version are in the stored one. Nothing here needs the annotation: both
/// ways lead from one to the other exactly.
struct MappingTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    let kind: Kind
    var version = "v1beta1"
    let old: String
    let new: String

    var testDescription: String { "\(kind.kind) \(version)" }
  }

  @Test(arguments: core + kubeadm + infrastructure)
  func `a field has one place in each version`(pair: Pair) throws {
    let old = try object(pair.kind, pair.version, pair.old)
    let new = try object(pair.kind, pair.kind.storedVersion, pair.new)
    let conversion = Conversion(of: pair.kind)
    let up = try conversion.convert(old, to: pair.kind.storedVersion)
    #expect(up == new, "\(YAML.text(up))")
    let down = try conversion.convert(new, to: pair.version)
    #expect(down == old, "\(YAML.text(down))")
  }

  private func object(_ kind: Kind, _ version: String, _ body: String) throws -> Value {
    var value = try YAML.parse(body)
    value["apiVersion"] = .string(kind.at(version).apiVersion)
    value["kind"] = .string(kind.kind)
    value["metadata"] = ["name": "some", "namespace": "team"]
    return value
  }

  private static let oldRef =
    "{apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: InMemoryMachineTemplate, "
    + "name: t, namespace: team}"
  private static let newRef =
    "{apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryMachineTemplate, name: t}"

  static let core = [
    Pair(
      kind: .cluster,
      old: """
        spec: {paused: true, infrastructureRef: \(oldRef), controlPlaneRef: \(oldRef)}
        status:
          infrastructureReady: true
          controlPlaneReady: false
          failureReason: Bad
          failureDomains: {a: {controlPlane: true}, b: {attributes: {x: y}}}
          conditions: [{type: Ready, status: "False", severity: Error, lastTransitionTime: "2026-01-01T00:00:00Z"}]
          v1beta2: {workers: {replicas: 3}}
        """,
      new: """
        spec: {paused: true, infrastructureRef: \(newRef), controlPlaneRef: \(newRef)}
        status:
          initialization: {infrastructureProvisioned: true, controlPlaneInitialized: false}
          failureDomains: [{name: a, controlPlane: true}, {name: b, attributes: {x: y}}]
          workers: {replicas: 3}
          deprecated:
            v1beta1:
              failureReason: Bad
              conditions: [{type: Ready, status: "False", severity: Error, lastTransitionTime: "2026-01-01T00:00:00Z"}]
        """),
    Pair(
      kind: .machine,
      old: """
        spec:
          bootstrap: {configRef: \(oldRef)}
          infrastructureRef: \(oldRef)
          nodeDrainTimeout: 1m30s
          nodeVolumeDetachTimeout: 0s
          nodeDeletionTimeout: 10s
        status:
          bootstrapReady: true
          infrastructureReady: true
          nodeRef: {apiVersion: v1, kind: Node, name: n}
        """,
      new: """
        spec:
          bootstrap: {configRef: \(newRef)}
          infrastructureRef: \(newRef)
          deletion:
            nodeDrainTimeoutSeconds: 90
            nodeVolumeDetachTimeoutSeconds: 0
            nodeDeletionTimeoutSeconds: 10
        status:
          initialization: {infrastructureProvisioned: true, bootstrapDataSecretCreated: true}
          nodeRef: {name: n}
        """),
    Pair(
      kind: .machineSet,
      old: """
        spec:
          deletePolicy: Oldest
          minReadySeconds: 5
          machineNamingStrategy: {template: a}
          template: {spec: {infrastructureRef: \(oldRef), nodeDrainTimeout: 5s}}
        status: {replicas: 3, readyReplicas: 1, availableReplicas: 1, fullyLabeledReplicas: 2, v1beta2: {readyReplicas: 3}}
        """,
      new: """
        spec:
          deletion: {order: Oldest}
          machineNaming: {template: a}
          template: {spec: {infrastructureRef: \(newRef), minReadySeconds: 5, deletion: {nodeDrainTimeoutSeconds: 5}}}
        status:
          replicas: 3
          readyReplicas: 3
          deprecated: {v1beta1: {readyReplicas: 1, availableReplicas: 1, fullyLabeledReplicas: 2}}
        """),
    Pair(
      kind: .machineDeployment,
      old: """
        spec:
          rolloutAfter: "2026-01-01T00:00:00Z"
          strategy:
            type: RollingUpdate
            rollingUpdate: {maxSurge: 1, deletePolicy: Newest}
            remediation: {maxInFlight: 20%}
          minReadySeconds: 5
          template: {spec: {bootstrap: {configRef: \(oldRef)}}}
        status: {updatedReplicas: 1, unavailableReplicas: 2, v1beta2: {upToDateReplicas: 1}}
        """,
      new: """
        spec:
          rollout:
            after: "2026-01-01T00:00:00Z"
            strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}
          deletion: {order: Newest}
          remediation: {maxInFlight: 20%}
          template: {spec: {bootstrap: {configRef: \(newRef)}, minReadySeconds: 5}}
        status:
          upToDateReplicas: 1
          deprecated: {v1beta1: {updatedReplicas: 1, unavailableReplicas: 2}}
        """),
    Pair(
      kind: .machineHealthCheck,
      old: """
        spec:
          nodeStartupTimeout: 10m0s
          maxUnhealthy: 40%
          unhealthyRange: "[1-3]"
          unhealthyConditions: [{type: Ready, status: Unknown, timeout: 5m0s}]
          remediationTemplate: \(oldRef)
        """,
      new: """
        spec:
          checks:
            nodeStartupTimeoutSeconds: 600
            unhealthyNodeConditions: [{type: Ready, status: Unknown, timeoutSeconds: 300}]
          remediation:
            triggerIf: {unhealthyLessThanOrEqualTo: 40%, unhealthyInRange: "[1-3]"}
            templateRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: InMemoryMachineTemplate, name: t}
        """),
  ]

  static let kubeadm = [
    Pair(
      kind: .kubeadmConfig,
      old: """
        spec:
          clusterConfiguration:
            apiServer: {extraArgs: {a: b}, timeoutForControlPlane: 4m0s}
            etcd: {local: {extraArgs: {c: d}}}
          initConfiguration:
            bootstrapTokens: [{token: t, ttl: 15m0s}]
            nodeRegistration: {kubeletExtraArgs: {v: "4"}, taints: []}
          joinConfiguration: {discovery: {timeout: 5m0s, bootstrapToken: {token: t}}}
        status: {ready: true, dataSecretName: s}
        """,
      new: """
        spec:
          clusterConfiguration:
            apiServer: {extraArgs: [{name: a, value: b}]}
            etcd: {local: {extraArgs: [{name: c, value: d}]}}
          initConfiguration:
            bootstrapTokens: [{token: t, ttlSeconds: 900}]
            nodeRegistration: {kubeletExtraArgs: [{name: v, value: "4"}], taints: []}
            timeouts: {controlPlaneComponentHealthCheckSeconds: 240}
          joinConfiguration:
            discovery: {bootstrapToken: {token: t}}
            timeouts: {tlsBootstrapSeconds: 300, controlPlaneComponentHealthCheckSeconds: 240}
        status: {initialization: {dataSecretCreated: true}, dataSecretName: s}
        """),
    Pair(
      kind: .kubeadmControlPlane,
      old: """
        spec:
          machineTemplate: {infrastructureRef: \(oldRef), nodeDrainTimeout: 5s, metadata: {labels: {a: b}}}
          kubeadmConfigSpec: {joinConfiguration: {nodeRegistration: {kubeletExtraArgs: {a: b}}}}
          rolloutBefore: {certificatesExpiryDays: 21}
          rolloutAfter: "2026-01-01T00:00:00Z"
          rolloutStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}
          remediationStrategy: {maxRetry: 2, retryPeriod: 1m0s, minHealthyPeriod: 1h0m0s}
        status: {initialized: true, lastRemediation: {machine: m, timestamp: "2026-01-01T00:00:00Z", retryCount: 1}}
        """,
      new: """
        spec:
          machineTemplate:
            metadata: {labels: {a: b}}
            spec: {infrastructureRef: \(newRef), deletion: {nodeDrainTimeoutSeconds: 5}}
          kubeadmConfigSpec: {joinConfiguration: {nodeRegistration: {kubeletExtraArgs: [{name: a, value: b}]}}}
          rollout:
            before: {certificatesExpiryDays: 21}
            after: "2026-01-01T00:00:00Z"
            strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}
          remediation: {maxRetry: 2, retryPeriodSeconds: 60, minHealthyPeriodSeconds: 3600}
        status:
          initialization: {controlPlaneInitialized: true}
          lastRemediation: {machine: m, time: "2026-01-01T00:00:00Z", retryCount: 1}
        """),
    Pair(
      kind: .kubeadmControlPlane, version: "v1alpha3",
      old: """
        spec:
          infrastructureTemplate: {apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3, kind: AzureMachineTemplate, name: t, namespace: team}
          nodeDrainTimeout: 5s
          upgradeAfter: "2026-01-01T00:00:00Z"
        """,
      new: """
        spec:
          machineTemplate:
            spec:
              infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureMachineTemplate, name: t}
              deletion: {nodeDrainTimeoutSeconds: 5}
          rollout: {after: "2026-01-01T00:00:00Z"}
        """),
  ]

  static let infrastructure = [
    Pair(
      kind: .inMemoryCluster,
      old: "status: {ready: true, failureDomains: {a: {controlPlane: true}}}",
      new: """
        status:
          initialization: {provisioned: true}
          failureDomains: [{name: a, controlPlane: true}]
        """),
    Pair(
      kind: .azureCluster, version: "v1alpha3",
      old: """
        spec:
          location: northeurope
          networkSpec:
            vnet: {name: v, cidrBlock: 10.0.0.0/8}
            subnets:
              - name: s
                role: node
                cidrBlock: 10.1.0.0/16
                securityGroup: {ingressRule: [{name: r, protocol: Tcp, priority: 100}]}
        """,
      new: """
        spec:
          location: northeurope
          networkSpec:
            vnet: {name: v, cidrBlocks: [10.0.0.0/8]}
            subnets:
              - name: s
                role: node
                cidrBlocks: [10.1.0.0/16]
                securityGroup: {securityRules: [{name: r, protocol: Tcp, priority: 100, direction: Inbound}]}
        """),
    Pair(
      kind: .azureClusterIdentity, version: "v1alpha3",
      old: "spec: {type: ServicePrincipal, allowedNamespaces: [a, b]}",
      new: "spec: {type: ServicePrincipal, allowedNamespaces: {list: [a, b]}}"),
  ]
}
