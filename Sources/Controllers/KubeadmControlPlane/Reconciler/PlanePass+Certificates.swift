// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Log
import Manifest
import PKI
import Runtime
import Site

extension PlanePass {
  /// Makes what the first Machine cannot do without.
  /// - Returns: What is waited for.
  mutating func prepare() async throws -> Waiting? {
    do {
      // Keys are made while the infrastructure is.
      let waiting = try await certify()
      guard !cluster.isInfrastructureProvisioned else { return waiting }
      return Waiting(
        for: "the infrastructure of Cluster \(clusterKey)",
        since: cluster.metadata.creationTimestamp,
        hint: "its condition \(ConditionTypes.infrastructureReady) says how far it is")
    } catch let error as BootstrapError {
      draft.now.set(
        Condition(
          ConditionTypes.certificatesAvailable, .no, reason: Reasons.not("Available"),
          message: "\(error)" + (error.hint.map { "; \($0)" } ?? "")), at: now)
      return Waiting(for: "certificates: \(error.cause)", hint: error.hint)
    }
  }

  private mutating func certify() async throws -> Waiting? {
    let style = try ClusterCertificates.Style(plane.kubeadmConfigSpec)
    let inputs = await inputs(style)
    if memo.holds(.certificates, of: key, inputs: inputs, at: now) {
      return certified(nil)
    }
    let shelf = CertificateShelf(site: site, cluster: cluster)
    let certificates = try await shelf.complete(style, for: plane.object)
    guard let endpoint = cluster.controlPlaneEndpoint else {
      return certified(
        Waiting(
          for: "the control plane endpoint of Cluster \(clusterKey)",
          since: cluster.metadata.creationTimestamp,
          hint: "the infrastructure sets spec.controlPlaneEndpoint, or set it yourself"))
    }
    // Nobody is let in before there is a Machine, whose infrastructure is made while another key is.
    guard let pair = certificates.pairs[.authority], !machines.isEmpty else {
      return certified(nil)
    }
    let end = try await giveAccess(pair, to: endpoint, style)
    // What was there at the start: of what changed meanwhile nothing has been seen.
    memo.note(.certificates, of: key, inputs: inputs, until: end)
    return certified(nil)
  }

  private mutating func certified(_ waiting: Waiting?) -> Waiting? {
    draft.now.set(
      Condition(ConditionTypes.certificatesAvailable, .yes, reason: "Available"), at: now)
    return waiting
  }

  /// Makes the kubeconfig, or makes it anew in good time; a person's own is left alone.
  /// - Returns: Until when it is good.
  private mutating func giveAccess(
    _ pair: KeyPair, to endpoint: Endpoint, _ style: ClusterCertificates.Style
  ) async throws -> Time {
    let name = Kubeconfig.secretName(of: cluster.name)
    let place = Key(namespace: cluster.namespace, name: name)
    let (server, authority) = ("https://\(endpoint)", try pair.authority())
    let seen = await site.informer(.secrets).cache[place]
    if let seen {
      let owner = seen.metadata.controller
      let isOurs = owner == nil || owner?.uid == plane.uid
      try await site.adopt(seen, by: plane.object, in: .secrets)
      guard isOurs, seen.value["type"] == "cluster.x-k8s.io/secret" else {
        return now + Kubeconfig.renewal
      }
      if let known = try? Kubeconfig(seen),
        known.fault(server: server, authority: authority.certificate, at: now) == nil
      {
        return Time(seconds: Int64(known.identity.certificate.notAfter))
          + (.zero - Kubeconfig.renewal)
      }
    }
    let made = try await Kubeconfig.make(
      for: cluster.name, server: server, authority: authority, style.algorithm, at: now)
    let object = made.object(of: cluster.object, owner: plane.object)
    guard let seen else {
      _ = try await site.ensure(object, in: .secrets)
      return now + Kubeconfig.renewal
    }
    var wanted = seen
    wanted.value["data"] = object.value["data"]
    try await site.save(wanted, over: seen, at: place.address(in: .secrets))
    return now + Kubeconfig.renewal
  }

  /// What the verdict over keys and kubeconfig follows from.
  private func inputs(_ style: ClusterCertificates.Style) async -> [String] {
    let secrets = await site.informer(.secrets).cache
    let purposes = CertificatePurpose.needed(withExternalEtcd: style.hasExternalEtcd)
    let names =
      purposes.map { $0.secretName(of: cluster.name) } + [Kubeconfig.secretName(of: cluster.name)]
    let versions = names.map { name in
      secrets[Key(namespace: cluster.namespace, name: name)]?.metadata.resourceVersion ?? ""
    }
    return versions + [plane.uid ?? "", cluster.controlPlaneEndpoint.map { "\($0)" } ?? ""]
  }
}
