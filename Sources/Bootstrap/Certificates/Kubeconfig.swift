// SPDX-License-Identifier: Apache-2.0

package import Kube
import Log
package import Manifest
package import PKI

/// The administrator's way into a cluster, kept in the Secret `<cluster>-kubeconfig`.
package struct Kubeconfig: Sendable {
  package let cluster: String
  package let server: String
  package let authority: Certificate
  package let identity: Identity

  /// How long a client certificate is good for, and with how much of it left it is made anew.
  package static let lifetime = Duration.years(1)
  package static let renewal = lifetime / 2

  package static func secretName(of cluster: String) -> String { "\(cluster)-kubeconfig" }

  /// Makes a key and a certificate for it, off the caller's thread.
  package static func make(
    for cluster: String, server: String, authority: Authority,
    _ algorithm: KeyAlgorithm = .rsa2048, at now: Time = .now()
  ) async throws(BootstrapError) -> Kubeconfig {
    var leaf = Leaf(
      Subject("kubernetes-admin", organizations: ["system:masters"]), for: [.client])
    leaf.lifetime = lifetime
    do throws(PKIError) {
      let seconds = Int(now.microseconds / 1_000_000)
      return Kubeconfig(
        cluster: cluster, server: server, authority: authority.certificate,
        identity: try await authority.issue(leaf, algorithm, at: seconds))
    } catch {
      throw BootstrapError("make the kubeconfig of \(cluster)", error.description)
    }
  }

  package var value: Value {
    let user = "\(cluster)-admin"
    let context = "\(user)@\(cluster)"
    return [
      "apiVersion": "v1", "kind": "Config", "preferences": [:],
      "current-context": .string(context),
      "clusters": [
        [
          "name": .string(cluster),
          "cluster": [
            "certificate-authority-data": .string(Base64.encode(authority.pem)),
            "server": .string(server),
          ],
        ]
      ],
      "contexts": [
        [
          "name": .string(context),
          "context": ["cluster": .string(cluster), "user": .string(user)],
        ]
      ],
      "users": [
        [
          "name": .string(user),
          "user": [
            "client-certificate-data": .string(Base64.encode(identity.certificate.pem)),
            "client-key-data": .string(Base64.encode(identity.key.pem.reveal())),
          ],
        ]
      ],
    ]
  }

  package func object(of cluster: Object, owner: Object?) -> Object {
    let name = Self.secretName(of: cluster.name)
    var object = Object(.secret, namespace: cluster.namespace, name: name)
    object.metadata.labels = [ClusterLabels.clusterName: cluster.name]
    if let owner {
      object.metadata.ownerReferences = [OwnerReference(to: owner, isController: true)]
    }
    object.value["type"] = ClusterLabels.secretType
    object.value["data"] = .data([("value", YAML.text(value))])
    return object
  }
}

// MARK: - Reading

extension Kubeconfig {
  /// Reads a Secret that holds one, whoever wrote it.
  package init(_ object: Object) throws(BootstrapError) {
    let action = "use \(object)"
    guard let text = object.text("value") else {
      throw BootstrapError(action, "data[value] is missing, or is not text")
    }
    guard let value = try? YAML.parse(text, name: "kubeconfig"),
      let cluster = value["clusters"]?.list?.first, let user = value["users"]?.list?.first,
      let server = cluster["cluster", "server"]?.string,
      let authority = Self.pem(cluster["cluster", "certificate-authority-data"]),
      let certificate = Self.pem(user["user", "client-certificate-data"]),
      let key = Self.pem(user["user", "client-key-data"])
    else {
      throw BootstrapError(action, "it is no kubeconfig with its certificates and key in it")
    }
    do throws(PKIError) {
      self.cluster = cluster["name"]?.string ?? ""
      self.server = server
      self.authority = try Certificate(pem: authority)
      identity = try Identity(certificatePEM: certificate, keyPEM: Secret(key))
    } catch {
      throw BootstrapError(action, error.description)
    }
  }

  private static func pem(_ value: Value?) -> String? {
    value?.string.flatMap(Base64.decode).flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// Why it has to be made anew; nil while it is good.
  package func fault(server: String, authority: Certificate, at now: Time) -> String? {
    if self.server != server { return "it leads to \(self.server), not to \(server)" }
    if self.authority != authority { return "it trusts another authority than the cluster's" }
    if !identity.certificate.isSigned(by: authority) {
      return "its certificate is not of the cluster's authority"
    }
    let end = Time(seconds: Int64(identity.certificate.notAfter))
    return end - now < Self.renewal ? "its certificate expires at \(end)" : nil
  }
}
