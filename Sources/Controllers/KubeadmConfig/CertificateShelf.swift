// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site

/// The key pairs of a cluster, in the Secrets where they are kept.
struct CertificateShelf: Sendable {
  let site: Site
  let cluster: Cluster

  /// What there is; fails where something is there that cannot be used.
  func read(
    _ purposes: [CertificatePurpose]
  ) async throws(BootstrapError) -> ClusterCertificates {
    var certificates = ClusterCertificates()
    for purpose in purposes {
      guard let secret = await secret(purpose) else { continue }
      certificates.pairs[purpose] = try KeyPair(secret, for: purpose)
    }
    return certificates
  }

  /// Makes what is missing, for `owner`.
  func complete(
    _ style: ClusterCertificates.Style, for owner: Object
  ) async throws -> ClusterCertificates {
    let needed = CertificatePurpose.needed(withExternalEtcd: style.hasExternalEtcd)
    var certificates = try await read(needed)
    for purpose in needed { try await adopt(purpose, by: owner) }
    for purpose in try await certificates.complete(style, at: site.now) {
      guard let pair = certificates.pairs[purpose] else { continue }
      let secret = pair.object(for: purpose, of: cluster.object, owner: owner)
      // Somebody else's may have come first: then that is the one.
      let kept = try await site.ensure(secret, in: .secrets)
      certificates.pairs[purpose] = try KeyPair(kept, for: purpose)
    }
    return certificates
  }

  /// Owner references come back when they are lost; what a person made stays theirs.
  private func adopt(
    _ purpose: CertificatePurpose, by owner: Object
  ) async throws(StatusError) {
    guard let seen = await secret(purpose) else { return }
    try await site.adopt(seen, by: owner, in: .secrets)
  }

  private func secret(_ purpose: CertificatePurpose) async -> Object? {
    let name = purpose.secretName(of: cluster.name)
    return await site.informer(.secrets).cache[Key(namespace: cluster.namespace, name: name)]
  }
}

extension Site {
  /// Makes `owner` the controller of a Secret of Cluster API's type that has none.
  func adopt(
    _ seen: Object, by owner: Object, in resource: Resource
  ) async throws(StatusError) {
    let references = seen.metadata.ownerReferences
    guard seen.value["type"] == "cluster.x-k8s.io/secret",
      !references.contains(where: \.isController)
    else { return }
    var wanted = seen
    wanted.metadata.ownerReferences =
      references.filter { $0.uid != owner.metadata.uid }
      + [OwnerReference(to: owner, isController: true)]
    try await save(wanted, over: seen, at: Key(seen).address(in: resource))
  }
}
