// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Kube
import Log
import Manifest

/// A cluster and specs to try things with.
enum Fixtures {
  static let cluster: Object = {
    var cluster = Object(
      GroupVersionKind(group: "cluster.x-k8s.io", version: "v1beta2", kind: "Cluster"),
      namespace: "fleet", name: "demo")
    cluster.metadata.uid = "11111111-2222-3333-4444-555555555555"
    cluster.spec = yaml(
      """
      clusterNetwork:
        pods: {cidrBlocks: [192.168.0.0/16, "fd00:1::/64"]}
        services: {cidrBlocks: [10.96.0.0/12]}
        serviceDomain: cluster.local
      controlPlaneEndpoint: {host: demo.example.com, port: 6443}
      """)
    return cluster
  }()

  static let facts = ClusterFacts(cluster)

  static let token = {
    do { return try BootstrapToken("abcdef.0123456789abcdef") } catch { fatalError("\(error)") }
  }()

  /// Texts that stand for key pairs where nobody reads them.
  static let certificates = ClusterCertificates(
    Dictionary(
      uniqueKeysWithValues: [
        CertificatePurpose.authority, .etcdAuthority, .frontProxyAuthority, .serviceAccount,
      ].map { purpose in
        (
          purpose,
          KeyPair(
            certificate: "certificate of \(purpose.rawValue)\n",
            key: Secret("key of \(purpose.rawValue)\n"))
        )
      }))

  static func node(_ spec: String, kubernetes version: String = "v1.31.0") -> NodeBootstrap {
    var node = NodeBootstrap(spec: yaml(spec), cluster: facts, kubernetesVersion: version)
    node.certificates = certificates
    node.token = token
    return node
  }

  static func yaml(_ text: String) -> Value {
    do { return try YAML.parse(text) } catch { fatalError("\(error)") }
  }
}
