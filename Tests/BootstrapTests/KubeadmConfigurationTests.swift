// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Kube
import Manifest
import TestKit
import Testing

/// The documents, as text: what each version of kubeadm reads for one and the same spec.
struct KubeadmConfigurationTests {
  /// Everything the versions differ in.
  private static let full = """
    clusterConfiguration:
      apiServer:
        certSANs: [api.example.com]
        extraArgs:
        - {name: cloud-provider, value: azure}
        - {name: v, value: "2"}
        extraEnvs: [{name: HTTP_PROXY, value: "http://proxy"}]
        extraVolumes:
        - {hostPath: /etc/kubernetes/azure.json, mountPath: /etc/kubernetes/azure.json, name: cloud-config, readOnly: true}
      controllerManager:
        extraArgs: [{name: allocate-node-cidrs, value: "false"}]
      encryptionAlgorithm: ECDSA-P256
      certificateValidityPeriodDays: 100
      etcd:
        local:
          imageTag: 3.5.0
          extraArgs: [{name: quota-backend-bytes, value: "8589934592"}]
      featureGates: {SomeGate: true}
    initConfiguration:
      bootstrapTokens: [{token: abcdef.0123456789abcdef, ttlSeconds: 900}]
      localAPIEndpoint: {bindPort: 6444}
      nodeRegistration:
        name: '{{ ds.meta_data["local_hostname"] }}'
        ignorePreflightErrors: [NumCPU]
        imagePullPolicy: IfNotPresent
        imagePullSerial: false
        kubeletExtraArgs:
        - {name: node-labels, value: "zone={{ v1.availability_zone }}"}
      patches: {directory: /etc/kubernetes/patches}
      skipPhases: [addon/kube-proxy]
      timeouts: {controlPlaneComponentHealthCheckSeconds: 50, kubeletHealthCheckSeconds: 3600}
    joinConfiguration:
      nodeRegistration: {taints: [], kubeletExtraArgs: [{name: v, value: "4"}]}
      timeouts: {tlsBootstrapSeconds: 60, discoverySeconds: 90}
      skipPhases: [preflight]
    """

  private static func text(_ spec: String, _ version: String) throws -> String {
    let kubeadm = try KubeadmConfiguration(
      spec: Fixtures.yaml(spec), cluster: Fixtures.facts, kubernetesVersion: version)
    let hashes = ["sha256:" + String(repeating: "0", count: 64)]
    let join = { (isControlPlane: Bool) in
      try kubeadm.joinConfiguration(
        isControlPlane: isControlPlane, token: Fixtures.token, hashes: hashes)
    }
    return YAML.text(documents: [
      kubeadm.clusterConfiguration, kubeadm.initConfiguration, try join(true), try join(false),
    ])
  }

  @Test(arguments: ["v1.15.0", "v1.20.2", "v1.22.0", "v1.30.1", "v1.31.0"])
  func `an empty spec gives the defaults`(version: String) throws {
    try Golden.check(Self.text("{}", version), "kubeadm/empty-\(version).yaml")
  }

  @Test(arguments: ["v1.20.2", "v1.22.0", "v1.31.0"])
  func `a full spec gives what the version knows`(version: String) throws {
    try Golden.check(Self.text(Self.full, version), "kubeadm/full-\(version).yaml")
  }

  @Test(arguments: [
    ("{}", "null"),
    ("initConfiguration: {nodeRegistration: {name: a}}", "null"),
    ("initConfiguration: {nodeRegistration: {taints: null}}", "null"),
    ("initConfiguration: {nodeRegistration: {taints: []}}", "[]"),
    (
      "initConfiguration: {nodeRegistration: {taints: [{key: a, effect: NoSchedule}]}}",
      #"[{"key":"a","effect":"NoSchedule"}]"#
    ),
  ])
  func `no taints are not the same as taints unsaid`(spec: String, taints: String) throws {
    let kubeadm = try KubeadmConfiguration(
      spec: Fixtures.yaml(spec), cluster: Fixtures.facts, kubernetesVersion: "v1.20.2")
    let value = kubeadm.initConfiguration["nodeRegistration", "taints"]
    #expect(value.map { JSON.text($0) } == taints)
  }

  @Test
  func `what an old kubeadm does not know is named`() throws {
    let spec = Fixtures.yaml(Self.full)
    func ignored(_ version: String) throws -> [String] {
      try KubeadmConfiguration(spec: spec, cluster: Fixtures.facts, kubernetesVersion: version)
        .ignored.sorted()
    }
    #expect(try ignored("v1.31.0") == [])
    #expect(
      try ignored("v1.22.0") == [
        "spec.clusterConfiguration.apiServer.extraEnvs",
        "spec.clusterConfiguration.certificateValidityPeriodDays",
        "spec.initConfiguration.nodeRegistration.imagePullSerial",
        "spec.initConfiguration.timeouts.kubeletHealthCheckSeconds",
        "spec.joinConfiguration.timeouts.discoverySeconds",
      ])
    #expect(
      try Set(ignored("v1.20.2")).subtracting(ignored("v1.22.0")) == [
        "spec.initConfiguration.nodeRegistration.imagePullPolicy",
        "spec.initConfiguration.patches",
      ])
  }

  @Test
  func `an endpoint of the spec stands above the cluster's`() throws {
    let kubeadm = try KubeadmConfiguration(
      spec: Fixtures.yaml("clusterConfiguration: {controlPlaneEndpoint: 'other:443'}"),
      cluster: Fixtures.facts, kubernetesVersion: "v1.31.0")
    #expect(kubeadm.clusterConfiguration["controlPlaneEndpoint"] == "other:443")
  }

  @Test
  func `a machine that joins without hashes trusts what it finds, and says so`() throws {
    let kubeadm = try KubeadmConfiguration(
      spec: [:], cluster: Fixtures.facts, kubernetesVersion: "v1.31.0")
    let join = try kubeadm.joinConfiguration(
      isControlPlane: false, token: Fixtures.token, hashes: [])
    #expect(join["discovery", "bootstrapToken", "unsafeSkipCAVerification"] == true)
    #expect(join["discovery", "bootstrapToken", "caCertHashes"] == nil)
  }

  @Test
  func `a worker cannot be configured as a control plane`() throws {
    let kubeadm = try KubeadmConfiguration(
      spec: Fixtures.yaml("joinConfiguration: {controlPlane: {}}"), cluster: Fixtures.facts,
      kubernetesVersion: "v1.31.0")
    let error = #expect(throws: BootstrapError.self) {
      try kubeadm.joinConfiguration(isControlPlane: false, token: Fixtures.token, hashes: [])
    }
    #expect(error?.cause == "spec.joinConfiguration.controlPlane makes it a control plane")
  }

  @Test
  func `joining needs a token and an endpoint`() throws {
    let kubeadm = try KubeadmConfiguration(
      spec: [:], cluster: ClusterFacts(name: "demo"), kubernetesVersion: "v1.31.0")
    let tokenless = #expect(throws: BootstrapError.self) {
      try kubeadm.joinConfiguration(isControlPlane: false, token: nil, hashes: [])
    }
    #expect(tokenless?.cause == "it has no bootstrap token")
    let endless = #expect(throws: BootstrapError.self) {
      try kubeadm.joinConfiguration(isControlPlane: false, token: Fixtures.token, hashes: [])
    }
    #expect(endless?.cause == "cluster demo has no control plane endpoint")
  }

  @Test(arguments: [
    ("{host: a, port: 6443}", "a:6443"), ("{host: 'fd00::1', port: 443}", "[fd00::1]:443"),
    ("{host: '', port: 443}", nil), ("{host: a, port: 0}", nil), ("{}", nil),
  ])
  func `an endpoint is host and port`(value: String, endpoint: String?) {
    var cluster = Fixtures.cluster
    cluster.spec = ["controlPlaneEndpoint": Fixtures.yaml(value)]
    #expect(ClusterFacts(cluster).endpoint == endpoint)
  }
}
