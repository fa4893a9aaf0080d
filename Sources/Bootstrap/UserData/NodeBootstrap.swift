// SPDX-License-Identifier: Apache-2.0

package import Log
package import Manifest

/// What a machine is to become.
package enum NodeRole: String, Sendable, CaseIterable {
  /// The control plane machine that starts the cluster.
  case firstControlPlane
  /// One that joins it.
  case controlPlane
  case worker
}

/// Everything that goes into the user data of one machine.
package struct NodeBootstrap: Sendable {
  /// The spec of its KubeadmConfig in the shape of `v1beta2`, with everything looked up: variables,
  /// `contentFrom` and `passwdFrom`.
  package var spec: Value
  package var cluster: ClusterFacts

  /// The machine's own, which may be older than the control plane's.
  package var kubernetesVersion: String

  /// A control plane machine needs the key pairs of its cluster, a worker the authority's hashes.
  package var certificates = ClusterCertificates()

  /// Needed by a machine that joins.
  package var token: BootstrapToken?

  /// Further documents of kubeadm's file: KubeletConfiguration, KubeProxyConfiguration.
  package var furtherDocuments: [Value] = []

  package init(spec: Value, cluster: ClusterFacts, kubernetesVersion: String) {
    self.spec = spec
    self.cluster = cluster
    self.kubernetesVersion = kubernetesVersion
  }

  /// The fields of the spec that have no effect on this version of Kubernetes.
  package func ignored() throws(BootstrapError) -> [String] {
    try configuration().ignored
  }

  /// What must not be seen in anything the machine prints.
  package var secrets: [Secret<String>] {
    certificates.secrets + (token.map { [$0.text] } ?? [])
  }

  func configuration() throws(BootstrapError) -> KubeadmConfiguration {
    try KubeadmConfiguration(spec: spec, cluster: cluster, kubernetesVersion: kubernetesVersion)
  }
}

// The spec holds what was looked up, secrets too.
extension NodeBootstrap: CustomStringConvertible, CustomReflectable {
  package var description: String { "bootstrap of a machine of \(cluster.name)" }
  package var customMirror: Mirror { Mirror(self, children: ["cluster": cluster]) }
}

// MARK: - Files

extension NodeBootstrap {
  /// Where kubeadm's outcome shows: Cluster API's providers look for this file.
  package static let sentinel = "/run/cluster-api/bootstrap-success.complete"

  /// Where kubeadm's own configuration lies.
  package static let initPath = "/run/kubeadm/kubeadm.yaml"
  package static let joinPath = "/run/kubeadm/kubeadm-join-config.yaml"

  /// All files, in the order in which they are written: a user's file may stand in for a certificate.
  func files(for role: NodeRole) throws(BootstrapError) -> [UserDataFile] {
    var files = role == .worker ? [] : certificateFiles
    for (index, value) in (spec["files"]?.list ?? []).enumerated() {
      files.append(try UserDataFile(value, at: index))
    }
    if role != .firstControlPlane, let file = try discoveryFile { files.append(file) }
    files.append(try kubeadmFile(for: role))
    files.append(
      UserDataFile(
        path: "/run/cluster-api/placeholder", permissions: "0640",
        content: "Here so that the folder is: it says when the machine has joined its cluster."))
    return files
  }

  private func kubeadmFile(for role: NodeRole) throws(BootstrapError) -> UserDataFile {
    let kubeadm = try configuration()
    var documents: [Value] = []
    if role == .firstControlPlane {
      documents = [kubeadm.clusterConfiguration, kubeadm.initConfiguration]
    } else {
      let hashes = try certificates.pairs[.authority]?.pins() ?? []
      documents = [
        try kubeadm.joinConfiguration(
          isControlPlane: role == .controlPlane, token: token, hashes: hashes)
      ]
    }
    let texts = (documents + furtherDocuments).map(JinjaYAML.text)
    return UserDataFile(
      path: role == .firstControlPlane ? Self.initPath : Self.joinPath, permissions: "0640",
      // Cluster API begins the file with the mark of a document, but not a joining control plane's.
      content: (role == .controlPlane ? "" : "---\n") + texts.joined(separator: "---\n"))
  }
}
