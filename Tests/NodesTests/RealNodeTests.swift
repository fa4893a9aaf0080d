// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Docker
import Kube
import Log
import Manifest
import Nodes
import PKI
import TestKit
import Testing

/// User data as bootstrap makes them, run on real nodes until they are a cluster.
@Suite(.serialized)
struct RealNodeTests {
  @Test func `two containers become a cluster behind a load balancer`() async throws {
    try await Nodes.with { nodes in
      let balancer = try await nodes.startBalancer()
      let endpoint = try await nodes.address(of: balancer)
      async let second = nodes.start("worker")
      let first = try await nodes.start("control-plane")
      let worker = try await second
      let server = BalancerConfiguration.Server(
        name: "control-plane", address: try await nodes.address(of: first))
      try await Balancer(balancer.container, in: nodes.engine).apply(.init([server]))
      try await ContainerBoot(of: first).finish(within: .seconds(240))
      let cluster = try await Material(endpoint: "\(endpoint):6443")
      try await run(cluster, as: .firstControlPlane, name: "control-plane", on: first)
      try await network(first)

      try await ContainerBoot(of: worker).finish(within: .seconds(240))
      try await ContainerBoot(of: worker).preload([DockerPart.balancerImage.value()])
      #expect(
        try await worker.shell("crictl images").contains(DockerPart.balancerImage.value()))
      try await run(cluster, as: .worker, name: "worker", on: worker)
      try await judge(first)
    }
  }

  /// The material of a cluster, as its objects hold it.
  private struct Material {
    let certificates: ClusterCertificates
    let token: BootstrapToken
    let facts: ClusterFacts

    init(endpoint: String) async throws {
      var certificates = ClusterCertificates()
      _ = try await certificates.complete(ClusterCertificates.Style())
      self.certificates = certificates
      token = try BootstrapToken("abcdef.0123456789abcdef")
      var facts = ClusterFacts(name: "demo", endpoint: endpoint)
      facts.podSubnet = "10.244.0.0/16"
      facts.serviceSubnet = "10.96.0.0/16"
      self.facts = facts
    }
  }

  private func run(
    _ cluster: Material, as role: NodeRole, name: String, on transport: ContainerTransport
  ) async throws {
    let spec = try YAML.parse(
      """
      preKubeadmCommands: ["echo {{ ds.meta_data.local_hostname }} >/etc/seen"]
      initConfiguration: {bootstrapTokens: [{token: abcdef.0123456789abcdef}]}
      clusterConfiguration:
        controllerManager: {extraArgs: [{name: enable-hostpath-provisioner, value: "true"}]}
      """)
    var node = NodeBootstrap(spec: spec, cluster: cluster.facts, kubernetesVersion: "v1.20.2")
    node.certificates = cluster.certificates
    if role != .firstControlPlane { node.token = cluster.token }
    let data = try node.userData(for: role)
    let config = try CloudConfig(
      userData: Array(data.text.reveal().utf8),
      for: InstanceData(metaData: ["local-hostname": .string(name), "instance-id": "one"]))
    let fit = try MachineKubeadm(
      providerID: "docker:////\(name)", kubeletArguments: ["node-labels": "test.capctl.dev/a=b"]
    ).fit(config)
    let report = try await CloudInitRun(fit, on: transport, secrets: node.secrets).run()
    #expect(report.isSuccess, "\(report.message ?? "")")
    #expect(
      try await transport.shell("cat /etc/seen \(NodeBootstrap.sentinel)") == "\(name)\nsuccess\n")
  }

  /// The network that the image brings.
  private func network(_ first: ContainerTransport) async throws {
    _ = try await first.shell(
      """
      sed 's|{{ .PodSubnet }}|10.244.0.0/16|' /kind/manifests/default-cni.yaml |
        kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f -
      """)
  }

  private func judge(_ first: ContainerTransport) async throws {
    _ = try await first.kubectl("wait --for=condition=Ready node --all --timeout=240s")
    #expect(
      try await first.kubectl(
        "get nodes -l test.capctl.dev/a=b -o jsonpath='{.items[*].spec.providerID}'")
        == "docker:////control-plane docker:////worker")
    // Cluster API's mark of a Node that has not got its labels yet; controllers take it away.
    _ = try await first.kubectl("taint nodes worker node.cluster.x-k8s.io/uninitialized-")
    // Who asks before there is an answer has asked in vain.
    _ = try await first.kubectl("-n kube-system rollout status deployment/coredns --timeout=240s")
    let pod = """
      run one --image=docker.io/capctl/busybox:1 --image-pull-policy=Never --restart=Never \
      --command -- nslookup kubernetes.default.svc.cluster.local
      """
    _ = try await first.kubectl(pod)
    var state = ""
    try await eventually("a pod has come to its end") {
      state = try await first.kubectl("get pod one -o jsonpath='{.status.phase} {.spec.nodeName}'")
      return state.hasPrefix("Succeeded") || state.hasPrefix("Failed")
    }
    #expect(state == "Succeeded worker")
    #expect(try await first.kubectl("logs one").contains("Address: 10.96.0.1"))
  }
}
