// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Manifest
import Spawn
import TestKit
import Testing

/// A real Kubernetes on hosts that are there already, over SSH.
struct SSHClusterTests {
  private static let name = "edge-\(UInt32.random(in: 0...999_999))"

  /// The usual cluster of containers, with the infrastructure exchanged: all else stays as it is.
  private func manifest(endpoint: String) async throws -> String {
    let output = try await Capctl.run(
      "generate", "cluster", Self.name, "-i", "docker", "-n", "default", "--kubernetes-version",
      "v1.20.2", "--worker-machine-count", "1")
    #expect(output.exitCode == 0, "\(output.errorText)")
    let text = output.text.replacing("DockerCluster", with: "SSHCluster")
      .replacing("DockerMachineTemplate", with: "SSHMachineTemplate")
    let documents = try Source("cluster.yaml", text: text).documents().map { document in
      var object = Object(try document.get().value)
      if object.kind == "SSHCluster" {
        object.spec = ["controlPlaneEndpoint": ["host": .string(endpoint), "port": 6443]]
      } else if object.kind == "SSHMachineTemplate" {
        let role = object.name.hasSuffix("control-plane") ? "control-plane" : "worker"
        object.spec = [
          "template": ["spec": ["hostSelector": ["matchLabels": ["role": .string(role)]]]]
        ]
      }
      return object.value
    }
    return YAML.text(documents: documents)
  }

  private func inventory(_ hosts: HostContainers) async throws -> String {
    let key = try hosts.key.split(separator: "\n").map { "    \($0)\n" }.joined()
    var text = """
      apiVersion: v1
      kind: Secret
      metadata: {name: login}
      stringData:
        identity: |
      \(key)
      """
    for (name, host, user) in [
      ("control-plane", "one", "root"), ("worker", "two", "root"), ("other", "two", "pat"),
    ] {
      text += """

        ---
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
        kind: SSHHost
        metadata: {name: \(name), labels: {role: \(name)}}
        spec:
          address: \(try await hosts.address(of: host))
          user: \(user)
          secretRef: {name: login}
          hostKeys: ["\(try hosts.hostKey)"]
        """
    }
    return text
  }

  @Test func `hosts become a cluster over SSH, and are given back clean`() async throws {
    try await withTemporaryDirectory { folder in
      try await HostContainers.with(["one", "two"], in: folder) { hosts in
        let cluster = try folder.write(
          try await manifest(endpoint: hosts.address(of: "one")), to: "cluster.yaml")
        let inventory = try folder.write(try await inventory(hosts), to: "hosts.yaml")
        // Without Docker: nothing of it is needed.
        try await Server.run(
          in: folder.appending(path: "data"), environment: ["DOCKER_HOST": "unix:///nowhere"]
        ) { server in
          for file in [inventory, cluster] {
            let applied = try await server.kubectl("apply", "-f", file.path)
            #expect(applied.exitCode == 0, "\(applied.errorText)")
          }
          try await bringUp(server, in: folder)
          try await takeDown(server, hosts)
        }
      }
    }
  }

  private func bringUp(_ server: Server, in folder: URL) async throws {
    let workload = folder.appending(path: "workload").path
    do {
      try await eventually("both Nodes are Ready", within: .seconds(600)) {
        try await keep(server, workload)
        return try await readyNodes(server, workload).count == 2
      }
    } catch {
      let state = try await server.kubectl(
        "get", "machines,sshmachines,sshhosts,kubeadmcontrolplanes", "-o",
        "jsonpath={range .items[*]}{.kind}/{.metadata.name}: {.status.conditions[*].message}{\"\\n\"}{end}"
      )
      throw TestFailure("bring up Nodes", "\(error)\n\(state.text)")
    }
    let machines = try await server.kubectl(
      "get", "sshmachines", "-o", "jsonpath={.items[*].spec.providerID}")
    let nodes = try await server.kubectl(
      "--kubeconfig", workload, "get", "nodes", "-o", "jsonpath={.items[*].spec.providerID}")
    let ids: Set = ["ssh://default/control-plane", "ssh://default/worker"]
    #expect(Set(machines.text.split(separator: " ").map(String.init)) == ids)
    #expect(Set(nodes.text.split(separator: " ").map(String.init)) == ids)
    try await readLogs(server)
    let other = try await server.kubectl(
      "get", "sshhost", "other", "-o", "jsonpath={.status.conditions[*].message}")
    #expect(other.text.contains("cannot become root"), "\(other.text)")
  }

  /// What hosts say is shown over SSH.
  private func readLogs(_ server: Server) async throws {
    let names = try await server.kubectl(
      "get", "machines", "-o", "jsonpath={.items[*].metadata.name}")
    for name in names.text.split(separator: " ").map(String.init) {
      let logs = try await Capctl.run(
        "logs", "machine", name, "--tail=5", "--data-dir", server.folder.path)
      #expect(logs.text.hasPrefix("== bootstrap\ndone\n"), "\(logs.errorText)")
      #expect(logs.text.contains("\n== kubelet\n"))
      #expect(logs.text.split(separator: "\n").count >= 6)
    }
  }

  private func takeDown(_ server: Server, _ hosts: HostContainers) async throws {
    let deleted = try await server.kubectl(
      "delete", "cluster", Self.name, "--wait=false")
    #expect(deleted.exitCode == 0, "\(deleted.errorText)")
    try await eventually("nothing but hosts is left", within: .seconds(300)) {
      try await server.kubectl("get", "clusters,machines,sshmachines,sshclusters", "-o", "name")
        .text.isEmpty
    }
    for host in ["one", "two"] {
      let left = try await hosts.shell(
        host,
        "ls -d /etc/kubernetes /var/lib/etcd /var/lib/capctl 2>/dev/null; pgrep -l kube; echo end")
      #expect(left == "end\n", "\(left)")
    }
    let free = try await server.kubectl(
      "get", "sshhosts", "-o", "jsonpath={.items[*].status.machineRef}{.items[*].status.quarantine}"
    )
    #expect(free.text == "")
  }

  /// Writes the cluster's kubeconfig down once there is one.
  private func keep(_ server: Server, _ path: String) async throws {
    let secret = try await server.kubectl(
      "get", "secret", "\(Self.name)-kubeconfig", "-o", "jsonpath={.data.value}")
    if let text = Data(base64Encoded: secret.text), !text.isEmpty {
      try text.write(to: URL(fileURLWithPath: path))
    }
  }

  private func readyNodes(_ server: Server, _ kubeconfig: String) async throws -> [String] {
    guard FileManager.default.fileExists(atPath: kubeconfig) else { return [] }
    let output = try await server.kubectl(
      "--kubeconfig", kubeconfig, "--request-timeout", "10s", "get", "nodes", "--no-headers")
    return output.text.split(separator: "\n").map(String.init).filter { $0.contains(" Ready ") }
  }
}
