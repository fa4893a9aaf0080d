// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Log
import Manifest
import Testing

@testable import Nodes

/// What kubeadm's configuration gets where a machine is a container.
struct MachineKubeadmTests {
  private let kubeadm = MachineKubeadm(
    providerID: "docker:////one", kubeletArguments: ["node-labels": "a=b"])

  @Test func `the first control plane's is made fit`() throws {
    let documents = try fit(
      """
      apiVersion: kubeadm.k8s.io/v1beta2
      kind: ClusterConfiguration
      clusterName: demo
      ---
      apiVersion: kubeadm.k8s.io/v1beta2
      kind: InitConfiguration
      nodeRegistration:
        ignorePreflightErrors: [Swap]
        kubeletExtraArgs: {provider-id: mine}
      """)
    let registration = try #require(documents[1]["nodeRegistration"])
    #expect(documents[0]["clusterName"] == "demo")
    #expect(
      registration["ignorePreflightErrors"] == [
        "Swap", "SystemVerification", "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables",
      ])
    #expect(registration["criSocket"] == "unix:///run/containerd/containerd.sock")
    // What a person says stays.
    #expect(registration["kubeletExtraArgs"] == ["provider-id": "mine", "node-labels": "a=b"])
    #expect(documents[2]["kind"] == "KubeProxyConfiguration")
    #expect(documents[2]["conntrack", "maxPerCore"] == 0)
    #expect(documents.count == 3)
  }

  @Test func `a configuration of the proxy is kept`() throws {
    let documents = try fit(
      """
      kind: InitConfiguration
      ---
      kind: KubeProxyConfiguration
      mode: iptables
      conntrack: {min: 5}
      """)
    #expect(documents.count == 2)
    #expect(documents[1]["mode"] == "iptables")
    #expect(documents[1]["conntrack"] == ["min": 5, "maxPerCore": 0])
  }

  @Test func `one that joins has arguments as its version writes them, and no proxy`() throws {
    let documents = try fit(
      """
      apiVersion: kubeadm.k8s.io/v1beta4
      kind: JoinConfiguration
      nodeRegistration: {kubeletExtraArgs: [{name: v, value: "3"}], ignorePreflightErrors: [all]}
      """)
    #expect(documents.count == 1)
    let registration = try #require(documents[0]["nodeRegistration"])
    #expect(registration["ignorePreflightErrors"] == ["all"])
    #expect(
      registration["kubeletExtraArgs"] == [
        ["name": "v", "value": "3"], ["name": "node-labels", "value": "a=b"],
        ["name": "provider-id", "value": "docker:////one"],
      ])
  }

  @Test func `only kubeadm's own files are touched`() throws {
    let data = Array(
      """
      #cloud-config
      write_files:
      - {path: /etc/other, content: "kind: InitConfiguration"}
      - {path: /run/kubeadm/kubeadm.yaml, content: "kind: InitConfiguration", permissions: "0640"}
      """.utf8)
    let config = try CloudConfig(
      userData: data, for: InstanceData(metaData: ["local-hostname": "one"]))
    let files = try kubeadm.fit(config).steps.flatMap { step in
      if case .files(let files) = step { files } else { [] as [NodeFile] }
    }
    #expect(String(decoding: files[0].bytes.reveal(), as: UTF8.self) == "kind: InitConfiguration")
    #expect(String(decoding: files[1].bytes.reveal(), as: UTF8.self).contains("docker:////one"))
    #expect(files[1].mode == 0o640)
  }

  private func fit(_ text: String) throws -> [Value] {
    let source = Source("fit", text: try kubeadm.fit(text, in: "/run/kubeadm/kubeadm.yaml"))
    return try source.documents().map { try $0.get().value }
  }
}
