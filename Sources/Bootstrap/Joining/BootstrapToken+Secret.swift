// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

// The Secret that makes a token valid lives in the workload cluster, whose own controllers read it.
extension BootstrapToken {
  package static let namespace = "kube-system"

  package var secretName: String { "bootstrap-token-\(id)" }

  /// The Secret that lets machines join with this token until `expiration`.
  package func object(expiringAt expiration: Time) -> Object {
    var object = Object(.secret, namespace: Self.namespace, name: secretName)
    object.value["type"] = "bootstrap.kubernetes.io/token"
    object.value["data"] = .data([
      ("token-id", id),
      ("token-secret", secretPart),
      ("expiration", expiration.description),
      ("usage-bootstrap-signing", "true"),
      ("usage-bootstrap-authentication", "true"),
      ("auth-extra-groups", "system:bootstrappers:kubeadm:default-node-token"),
      ("description", "lets a machine that capctl made join the cluster"),
    ])
    return object
  }

  /// The token that a Secret holds.
  package init(_ object: Object) throws(BootstrapError) {
    guard let id = object.text("token-id"), let secret = object.text("token-secret") else {
      throw BootstrapError("read \(object)", "it holds no bootstrap token")
    }
    try self.init("\(id).\(secret)")
  }

  /// When the token of a Secret ceases to be good; nil where it says no time that can be read.
  package static func expiration(of object: Object) -> Time? {
    object.text("expiration").flatMap(Time.init)
  }

  /// `object` with more time before it expires.
  package static func prolonged(_ object: Object, until expiration: Time) -> Object {
    var object = object
    object.value["data"]?["expiration"] = .string(Base64.encode(expiration.description))
    return object
  }
}
