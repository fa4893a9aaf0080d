// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import PKI
import Runtime
import Site

extension ClusterReconciler {
  /// Makes the kubeconfig of a cluster whose control plane no object makes, and makes it anew before it
  /// expires. With a control plane object the Secret is that one's.
  func keepKubeconfig(of cluster: Cluster, _ parts: ClusterParts) async throws -> Outcome {
    guard case .unnamed = parts.controlPlane, let endpoint = cluster.controlPlaneEndpoint,
      let secret = secret(CertificatePurpose.authority.secretName(of: cluster.name), cluster)
    else { return .settled }
    let authority = try KeyPair(secret, for: .authority).authority()
    let server = "https://\(endpoint)"
    let seen = self.secret(Bootstrap.Kubeconfig.secretName(of: cluster.name), cluster)
    let now = site.now
    if let seen {
      // Somebody else's is left as it is.
      guard seen.metadata.controller?.uid == cluster.uid else { return .settled }
      let known = try? Bootstrap.Kubeconfig(seen)
      let fault = known?.fault(server: server, authority: authority.certificate, at: now)
      if let known, fault == nil { return .again(known.timeLeft(after: now)) }
    }
    let made = try await Bootstrap.Kubeconfig.make(
      for: cluster.name, server: server, authority: authority, .ecdsaP256, at: now)
    let wanted = made.object(of: cluster.object, owner: cluster.object)
    if var changed = seen {
      changed.value["data"] = wanted.value["data"]
      let address = Key(changed).address(in: .secrets)
      try await site.save(changed, over: seen ?? changed, at: address)
    } else {
      _ = try await site.ensure(wanted, in: .secrets)
    }
    return .again(made.timeLeft(after: now))
  }

  private func secret(_ name: String, _ cluster: Cluster) -> Object? {
    secrets[Key(namespace: cluster.namespace, name: name)]
  }
}

extension Bootstrap.Kubeconfig {
  /// How long until it has to be made anew.
  fileprivate func timeLeft(after now: Time) -> Duration {
    let end = Time(seconds: Int64(identity.certificate.notAfter))
    return max(.seconds(60), end - now - Self.renewal + .seconds(60))
  }
}
