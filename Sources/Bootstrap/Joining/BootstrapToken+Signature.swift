// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest
import PKI

// What a machine that joins trusts a cluster by: `kube-public/cluster-info` says where the API server is and
// by which authority it is known, and is signed with each token. The cluster's controller manager does that
// in its own time, and kubeadm asks again only every five seconds: whoever makes the token has it signed first.
extension BootstrapToken {
  package static let clusterInfo = Address(
    Resource(group: "", version: "v1", plural: "configmaps"), namespace: "kube-public",
    name: "cluster-info")

  /// What a cluster-info lacks to be trusted by holders of this token; nil where it has it, or says nothing.
  package func signature(missingIn info: Object) -> Value? {
    let key = "jws-kubeconfig-\(id)"
    guard let text = info.value["data", "kubeconfig"]?.string, info.value["data", key] == nil
    else { return nil }
    let signature = Self.signature(of: text, id: id, secret: secretPart)
    return ["data": [key: .string(signature)]]
  }

  /// A JSON Web Signature without what it signs.
  static func signature(of text: String, id: String, secret: String) -> String {
    let head = Base64URL.encode(Array(#"{"alg":"HS256","kid":"\#(id)"}"#.utf8))
    let signed = "\(head).\(Base64URL.encode(Array(text.utf8)))"
    let code = Digest.sha256.hmac(Array(signed.utf8), key: Array(secret.utf8))
    return "\(head)..\(Base64URL.encode(code))"
  }
}
