// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Foundation
import Kube
import Log
import Manifest
import PKI
import TestKit
import Testing

/// The same user data under Debian's cloud-init and under ours.
struct RealCloudInitTests {
  private static let spec = """
    files:
    - {path: /etc/capctl/plain, owner: "root:adm", permissions: "0644", content: "one\\n\\n  two\\n"}
    - {path: /etc/capctl/plain, append: true, content: "{{ ds.meta_data.local_hostname }}\\n"}
    - {path: /etc/capctl/default, content: "no newline"}
    - {path: /etc/capctl/indented, content: "  first\\nsecond\\n"}
    - {path: /etc/capctl/deep/secret, owner: daemon, permissions: "0400", content: "bell\\u0007\\r\\n"}
    - {path: /etc/capctl/base64, encoding: base64, content: aGVsbG8K}
    - {path: /etc/capctl/gzip, encoding: gzip+base64, permissions: "0755", content: "H4sIAAAAAAAAA8tIzcnJ5wIAIDA6NgYAAAA="}
    - {path: "/etc/capctl/odd: name", content: "odd"}
    bootCommands: ["echo boot $(ls /etc/capctl 2>&1 | wc -l) >>/etc/order"]
    preKubeadmCommands:
    - echo pre $(id -un) {{ v1.local_hostname }} $(pwd) >>/etc/order
    - 'echo "{{ ds.meta_data["local_hostname"] }}" ''quoted \\'' >>/etc/order'
    - cd /etc/capctl
    - X=kept; false
    - echo status $? in $(pwd) with $X >>/etc/order
    - "printf 'a\\tb\\n' >>/etc/order"
    - getent passwd capi >>/etc/order
    initConfiguration: {localAPIEndpoint: {advertiseAddress: 192.0.2.10, bindPort: 6443}}
    postKubeadmCommands: ["echo post >>/etc/order"]
    users:
    - name: capi
      gecos: "CAPI, the user"
      groups: "users, operators"
      homeDir: /srv/capi
      lockPassword: false
      passwd: "$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g."
      shell: /bin/bash
      sudo: ALL=(ALL) NOPASSWD:ALL
      sshAuthorizedKeys: [ssh-ed25519 AAAA one, ssh-ed25519 BBBB two]
    - {name: plain, inactive: true}
    - {name: grouped, groups: users, primaryGroup: own}
    """

  private static var node: NodeBootstrap {
    var node = Fixtures.node(spec, kubernetes: "v1.20.2")
    node.cluster.podSubnet = "192.168.0.0/16"
    return node
  }

  /// All in which the two must not differ: every file the user data brought, and every user.
  private static let snapshot = """
    cd /
    find etc/capctl etc/order etc/kubernetes etc/sudoers.d run/kubeadm run/cluster-api srv home \
      -exec stat -c '%n %F %a %U:%G' {} + | grep -v '/tmp' | LC_ALL=C sort
    { find etc/capctl etc/order run/kubeadm run/cluster-api srv/capi/.ssh -type f
      find etc/kubernetes/pki -name 'sa.*' -o -name '*ca.*'; } |
      LC_ALL=C sort | while IFS= read -r file; do
        printf -- '--- %s\\n' "$file"
        case $file in */authorized_keys) sort "$file" ;; *) base64 -w 76 "$file" ;; esac
      done
    grep -v '^#\\|^$' etc/sudoers.d/90-cloud-init-users
    cat etc/order etc/passwd etc/group
    cut -d: -f1,2 etc/shadow
    cut -d: -f1,2,4 etc/gshadow
    """

  /// The lines that only one of two texts has, or has elsewhere.
  private static func differences(_ one: String, _ other: String) -> [String] {
    let lines = [one, other].map { $0.split(separator: "\n").map(String.init) }
    return lines[1].difference(from: lines[0]).map { change in
      switch change {
      case .remove(_, let line, _): "only cloud-init: \(line)"
      case .insert(_, let line, _): "only ours: \(line)"
      }
    }
  }

  /// Runs `node` as `role` under both, and returns what each made of it.
  private static func both(
    _ node: NodeBootstrap, _ role: NodeRole
  ) async throws -> (real: String, ours: String, report: CloudInitReport) {
    let userData = try node.userData(for: role).text.reveal()
    let real = try await Machine.with(kubeadm: true) { machine in
      try await machine.start(with: userData, hostName: "cp-0")
      return try await machine.shell(snapshot)
    }
    let (ours, report) = try await Machine.with(kubeadm: true) { machine in
      let data = InstanceData(
        metaData: ["instance-id": "i-1", "local-hostname": "cp-0"])
      let config = try CloudConfig(userData: Array(userData.utf8), for: data)
      let report = try await CloudInitRun(config, on: machine, secrets: node.secrets).run()
      return (try await machine.shell(snapshot), report)
    }
    return (real, ours, report)
  }

  @Test
  func `a machine that starts a cluster is the same under both, kubeadm's verdict included`()
    async throws
  {
    var node = Self.node
    node.certificates = ClusterCertificates()
    _ = try await node.certificates.complete(
      ClusterCertificates.Style(
        Fixtures.yaml("clusterConfiguration: {encryptionAlgorithm: ECDSA-P256}")))
    let result = try await Self.both(node, .firstControlPlane)
    #expect(Self.differences(result.real, result.ours) == [])
    #expect(result.report.message == nil)
    #expect(result.report.warnings.isEmpty)
    // What cloud-init made is what was asked for, not only the same twice.
    let expected = [
      "etc/capctl/default regular file 644 root:root", "etc/capctl/deep directory 755 root:root",
      "etc/capctl/deep/secret regular file 400 daemon:root",
      "etc/capctl/plain regular file 644 root:root",
      "etc/kubernetes/pki/ca.key regular file 600 root:root",
      "etc/kubernetes/manifests/kube-apiserver.yaml regular file 600 root:root",
      "etc/kubernetes/pki/apiserver.crt regular file 644 root:root",
      "run/cluster-api/bootstrap-success.complete regular file 644 root:root",
      "srv/capi/.ssh/authorized_keys regular file 600 capi:capi",
      "capi ALL=(ALL) NOPASSWD:ALL", "grouped:!", "boot 1", "pre root cp-0 /",
      "cp-0 quoted \\", "status 1 in /etc/capctl with kept", "a\tb", "post",
      "capi:x:1000:1001:CAPI, the user:/srv/capi:/bin/bash", "--- run/kubeadm/kubeadm.yaml",
    ]
    let lines = Set(result.real.split(separator: "\n").map(String.init))
    #expect(expected.filter { !lines.contains($0) } == [])
    let kubeadm = result.report.steps.first { $0.name.contains("kubeadm init") }
    #expect(
      kubeadm?.output.contains("[certs] Using existing etcd/ca certificate authority") == true)
    #expect(kubeadm?.output.contains("[certs] Using the existing \"sa\" key") == true)
    let shown = "\(result.report)"
    #expect(node.secrets.filter { shown.contains($0.reveal()) }.isEmpty)
  }

  @Test
  func `a worker is the same under both`() async throws {
    var node = Self.node
    node.certificates.pairs[.authority] = try await KeyPair.make(.authority, .ecdsaP256)
    let result = try await Self.both(node, .worker)
    #expect(Self.differences(result.real, result.ours) == [])
    #expect(result.report.message == nil)
    #expect(result.real.contains("run/kubeadm/kubeadm-join-config.yaml regular file 640 root:root"))
    #expect(result.real.contains("bootstrap-success.complete regular file 644 root:root"))
    #expect(!result.real.contains("etc/kubernetes/pki"))
  }

  @Test
  func `a machine whose kubeadm fails is told of by its last lines`() async throws {
    var node = Self.node
    node.spec["clusterConfiguration"] = ["featureGates": ["NoSuchGate": true]]
    let result = try await Self.both(node, .firstControlPlane)
    #expect(result.report.failure?.name.hasPrefix("kubeadm init") == true)
    let outcomes = result.report.steps.map(\.outcome)
    #expect(outcomes.last == .skipped && outcomes.contains { $0 != .done && $0 != .skipped })
    #expect(result.report.message?.contains("NoSuchGate") == true)
    #expect(!result.real.contains("bootstrap-success.complete"))
    #expect(!result.ours.contains("bootstrap-success.complete"))
    // cloud-init goes on behind it, which helps nobody.
    #expect(result.real.contains("\npost\n") && !result.ours.contains("\npost\n"))
  }

  /// The documents that kubeadm 1.20 makes of ours, with its own defaults.
  @Test(arguments: NodeRole.allCases)
  func `the real kubeadm takes our configuration`(role: NodeRole) async throws {
    var node = Fixtures.node(
      """
      clusterConfiguration:
        apiServer:
          certSANs: [api.example.com]
          extraArgs: [{name: cloud-provider, value: azure}]
          extraVolumes: [{hostPath: /etc/a, mountPath: /etc/a, name: a, readOnly: true}]
        controllerManager: {extraArgs: [{name: allocate-node-cidrs, value: "false"}]}
        etcd: {local: {extraArgs: [{name: quota-backend-bytes, value: "8589934592"}]}}
      initConfiguration:
        localAPIEndpoint: {advertiseAddress: 192.0.2.10, bindPort: 6444}
        nodeRegistration: {taints: [], kubeletExtraArgs: [{name: v, value: "4"}]}
        timeouts: {controlPlaneComponentHealthCheckSeconds: 50}
      joinConfiguration:
        nodeRegistration: {name: node-1}
        timeouts: {tlsBootstrapSeconds: 60}
      """, kubernetes: "v1.20.2")
    node.cluster.podSubnet = "192.168.0.0/16"
    if role == .controlPlane {
      node.spec["joinConfiguration"]?["controlPlane"] = [
        "localAPIEndpoint": ["advertiseAddress": "192.0.2.10"]
      ]
    }
    node.certificates.pairs[.authority] = try await KeyPair.make(.authority, .ecdsaP256)
    let userData = try YAML.parse(node.userData(for: role).text.reveal())
    let file = try #require(
      userData["write_files"]?.list?.first {
        $0["path"]?.string?.hasPrefix("/run/kubeadm/") == true
      }?["content"]?.string)
    let documents = try await Machine.with(kubeadm: true) { machine in
      try await machine.upload(Secret(Array(file.utf8)), to: "/old", mode: 0o600)
      let text = try await machine.shell(
        "kubeadm-itself config migrate --old-config /old 2>/etc/warnings")
      #expect(try await machine.shell("grep -i 'unknown field' /etc/warnings || :") == "")
      if role == .firstControlPlane {
        let said = try await machine.shell(
          "kubeadm-itself init --dry-run --ignore-preflight-errors=all --config /old")
        #expect(said.contains("Your Kubernetes control-plane has initialized successfully!"))
      }
      return try Source("kubeadm", text: text).values()
    }
    let first = try #require(documents.first { $0["nodeRegistration"] != nil })
    #expect(first["apiVersion"] == "kubeadm.k8s.io/v1beta2")
    switch role {
    case .firstControlPlane:
      let cluster = try #require(documents.first { $0["kind"] == "ClusterConfiguration" })
      #expect(cluster["apiServer", "timeoutForControlPlane"] == "50s")
      #expect(cluster["apiServer", "extraArgs", "cloud-provider"] == "azure")
      #expect(cluster["etcd", "local", "dataDir"] == "/var/lib/etcd")
      #expect(cluster["networking", "podSubnet"] == "192.168.0.0/16")
      #expect(first["localAPIEndpoint", "bindPort"] == 6444)
      #expect(first["nodeRegistration", "taints"] == [])
    case .controlPlane:
      #expect(first["controlPlane", "localAPIEndpoint", "bindPort"] == 6443)
      #expect(
        first["nodeRegistration", "taints"]?.list?.first?["key"] == "node-role.kubernetes.io/master"
      )
    case .worker:
      #expect(first["controlPlane"] == nil)
      #expect(first["discovery", "timeout"] == "1m0s")
      #expect(
        first["nodeRegistration", "taints"]?.list?.first?["key"]
          == "node.cluster.x-k8s.io/uninitialized")
      #expect(first["discovery", "bootstrapToken", "caCertHashes"]?.list?.count == 1)
    }
  }
}
