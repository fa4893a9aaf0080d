// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import API

struct AdmissionTests {
  /// A spec, what it was before, and what is wrong with it.
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: Kind
    var old: String?
    let spec: String
    let errors: [String]

    var testDescription: String { "\(kind.kind) \(errors.first ?? "is right")" }
  }

  @Test(arguments: cluster + machines + controlPlane + variables + others)
  func `a wrong field is named, with the reason`(one: Case) throws {
    let old = try one.old.map { try object(one.kind, $0) }
    let errors = one.kind.errors(in: try object(one.kind, one.spec), over: old)
    #expect(errors.map(\.description) == one.errors)
  }

  private func object(_ kind: Kind, _ spec: String) throws -> Object {
    var object = Object(kind.at(), namespace: "team", name: "some")
    object.spec = try YAML.parse(spec)
    return object
  }

  static let template =
    "template: {metadata: {labels: {a: b}}, spec: {clusterName: a, bootstrap: {dataSecretName: s}, "
    + "infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, "
    + "kind: InMemoryMachineTemplate, name: t}}}"

  static let cluster = [
    Case(
      kind: .cluster,
      spec:
        "infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureCluster, name: a}",
      errors: []),
    Case(
      kind: .cluster, spec: "topology: {classRef: {name: a}}",
      errors: [
        "spec.topology: Forbidden: clusters made of a ClusterClass are not supported; "
          + "set spec.controlPlaneRef and spec.infrastructureRef"
      ]),
    Case(
      kind: .cluster,
      spec:
        "infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureMachine, name: a}",
      errors: [
        "spec.infrastructureRef.kind: Invalid value: \"AzureMachine\": must be the infrastructure of "
          + "a cluster, such as AzureCluster"
      ]),
    Case(
      kind: .cluster,
      spec: "controlPlaneRef: {apiGroup: x.example, kind: OtherPlaneTemplate, name: a}",
      errors: [
        "spec.controlPlaneRef.kind: Invalid value: \"OtherPlaneTemplate\": must be a control plane, "
          + "such as KubeadmControlPlane"
      ]),
    Case(
      kind: .cluster, spec: "clusterNetwork: {pods: {cidrBlocks: [10.0.0.0/8, 10.0.0.0/33]}}",
      errors: [
        "spec.clusterNetwork.pods.cidrBlocks[1]: Invalid value: \"10.0.0.0/33\": must be a valid CIDR "
          + "block, such as 10.0.0.0/16"
      ]),
    Case(
      kind: .cluster, old: "controlPlaneEndpoint: {host: a, port: 1}",
      spec: "controlPlaneEndpoint: {host: b, port: 1}",
      errors: [
        "spec.controlPlaneEndpoint: Forbidden: the endpoint a:1 is set, and cannot change to b:1"
      ]),
    Case(
      kind: .cluster, old: "controlPlaneEndpoint: {host: '', port: 0}",
      spec: "controlPlaneEndpoint: {host: b, port: 1}", errors: []),
  ]

  static let machines = [
    Case(
      kind: .machine, old: "clusterName: a",
      spec: "{clusterName: b, version: latest, bootstrap: {}}",
      errors: [
        "spec.clusterName: Invalid value: \"b\": field is immutable",
        "spec.version: Invalid value: \"latest\": must be a valid semantic version",
        "spec.bootstrap: Required value: expected either spec.bootstrap.dataSecretName or "
          + "spec.bootstrap.configRef to be populated",
      ]),
    Case(
      kind: .machineDeployment,
      spec: "{clusterName: a, selector: {matchLabels: {a: b}}, \(template)}", errors: []),
    Case(
      kind: .machineDeployment,
      spec: "{clusterName: b, selector: {matchLabels: {a: c}}, \(template), "
        + "rollout: {strategy: {rollingUpdate: {maxSurge: -1, maxUnavailable: half}}}, "
        + "machineNaming: {template: same}}",
      errors: [
        "spec.template.spec.clusterName: Invalid value: \"a\": must match spec.clusterName",
        "spec.template.metadata.labels: Invalid value: \"map\": must match spec.selector",
        "spec.machineNaming.template: Invalid value: \"same\": invalid template, {{ .random }} is "
          + "missing",
        "spec.rollout.strategy.rollingUpdate.maxSurge: Invalid value: -1: must be greater than or "
          + "equal to 0",
        "spec.rollout.strategy.rollingUpdate.maxUnavailable: Invalid value: \"half\": must be an "
          + "integer or a percentage (e.g. '1' or '5%')",
      ]),
    Case(
      kind: .machineHealthCheck,
      spec: "{clusterName: a, selector: {}, checks: {nodeStartupTimeoutSeconds: 20}}",
      errors: [
        "spec.selector: Required value: selector must not be empty",
        "spec.checks.nodeStartupTimeoutSeconds: Invalid value: 20: must be at least 30s, or 0",
      ]),
  ]

  static let controlPlane = [
    Case(kind: .kubeadmControlPlane, spec: "{replicas: 3, version: v1.31.0}", errors: []),
    Case(
      kind: .kubeadmControlPlane, spec: "{replicas: 2, version: v1.31.0}",
      errors: ["spec.replicas: Forbidden: cannot be an even number when etcd is stacked"]),
    Case(
      kind: .kubeadmControlPlane,
      spec: "{replicas: 2, kubeadmConfigSpec: {clusterConfiguration: {etcd: {external: {}}}}}",
      errors: []),
    Case(
      kind: .kubeadmControlPlane, spec: "{replicas: 0}",
      errors: ["spec.replicas: Forbidden: cannot be less than or equal to 0"]),
    Case(
      kind: .kubeadmControlPlane, old: "version: v1.29.4", spec: "version: v1.31.0",
      errors: [
        "spec.version: Forbidden: cannot update Kubernetes version from v1.29.4 to v1.31.0: "
          + "one minor version at a time"
      ]),
    Case(kind: .kubeadmControlPlane, old: "version: v1.30.4", spec: "version: v1.31.0", errors: []),
    Case(kind: .kubeadmControlPlane, old: "version: v1.30.4", spec: "version: v1.30.1", errors: []),
    Case(
      kind: .kubeadmControlPlane, old: "version: v1.31.0", spec: "version: v1.30.0",
      errors: [
        "spec.version: Forbidden: cannot update Kubernetes version from v1.31.0 to v1.30.0: "
          + "a control plane cannot go back"
      ]),
    Case(
      kind: .kubeadmControlPlane,
      spec: "{replicas: 1, rollout: {strategy: {rollingUpdate: {maxSurge: 0}}}}",
      errors: [
        "spec.rollout.strategy.rollingUpdate.maxSurge: Invalid value: 0: when KubeadmControlPlane is "
          + "configured to scale-in, replica count needs to be at least 3"
      ]),
    Case(
      kind: .kubeadmControlPlane,
      old: "kubeadmConfigSpec: {clusterConfiguration: {certificatesDir: /a}}",
      spec:
        "kubeadmConfigSpec: {clusterConfiguration: {certificatesDir: /b, etcd: {external: {}}}}",
      errors: [
        "spec.kubeadmConfigSpec.clusterConfiguration.certificatesDir: Forbidden: cannot be modified",
        "spec.kubeadmConfigSpec.clusterConfiguration.etcd: Forbidden: cannot change between external "
          + "and local etcd",
      ]),
    Case(
      kind: .kubeadmConfig,
      spec: "{files: [{path: /a, content: x, contentFrom: {}}, {path: /a}], format: ignition}",
      errors: [
        "spec.files[0]: Invalid value: \"map\": only one of content or contentFrom may be specified "
          + "for a single file",
        "spec.files[1].path: Invalid value: \"/a\": path property must be unique among all files",
        "spec.format: Forbidden: ignition is not supported; use cloud-config",
      ]),
  ]

  static let variables = [
    Case(
      kind: .kubeadmConfig,
      spec: "{files: [{path: /a, content: 'a $<SECRET> $$<no.variable> $<B:=c>'}]}", errors: []),
    Case(
      kind: .kubeadmConfig, spec: "{verbosity: $<LEVEL>, format: $<FORMAT>}",
      errors: [
        "spec.verbosity: Invalid value: \"$<LEVEL>\": a variable may stand only in a text field that "
          + "takes any text",
        "spec.format: Invalid value: \"$<FORMAT>\": a variable may stand only in a text field that "
          + "takes any text",
      ]),
    Case(
      kind: .kubeadmConfig, spec: "preKubeadmCommands: [echo $<cluster.name>, echo $<X:=a>]",
      errors: [
        "spec.preKubeadmCommands[0]: Invalid value: \"echo $<cluster.name>\": only variables may be "
          + "used here, as in $<NAME> or $<NAME:=default>, not $<cluster.name>"
      ]),
  ]

  static let others = [
    Case(
      kind: .azureMachine, old: "{vmSize: a}", spec: "{vmSize: b, identity: UserAssigned}",
      errors: [
        "spec.vmSize: Invalid value: \"b\": field is immutable",
        "spec.userAssignedIdentities: Required value: must be specified for the 'UserAssigned' "
          + "identity type",
      ]),
    Case(
      kind: .inMemoryMachine,
      spec: "{vm: {provisioning: {startupDuration: soon, startupJitter: '2'}}}",
      errors: [
        "spec.vm.provisioning.startupDuration: Invalid value: \"soon\": must be a duration, such as "
          + "1m30s",
        "spec.vm.provisioning.startupJitter: Invalid value: \"2\": must be a number from 0 to 1, such "
          + "as 0.2",
      ]),
    Case(
      kind: .azureResource, spec: "{id: storage}",
      errors: [
        "spec.id: Invalid value: \"storage\": must be the id of a resource, such as "
          + "/subscriptions/…/providers/…"
      ]),
  ]

  @Test func `a copy that belongs to a MachineSet does not change`() throws {
    var old = try object(.inMemoryMachineTemplate, "template: {spec: {failureDomain: a}}")
    var owner = MachineSet(namespace: "team", name: "set")
    owner.metadata.uid = "1"
    old.metadata.ownerReferences = [OwnerReference(to: owner.object)]
    var new = old
    #expect(Kind.inMemoryMachineTemplate.errors(in: new, over: old).isEmpty)
    new.spec = ["template": ["spec": ["failureDomain": "b"]]]
    let errors = Kind.inMemoryMachineTemplate.errors(in: new, over: old)
    #expect(errors.map(\.path) == ["spec"])
    old.metadata.ownerReferences = []
    #expect(Kind.inMemoryMachineTemplate.errors(in: new, over: old).isEmpty)
  }
}
