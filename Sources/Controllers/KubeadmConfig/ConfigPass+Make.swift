// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Log
import Manifest
import Runtime
import Template
import Site

extension ConfigPass {
  /// Makes the bootstrap data.
  ///
  /// The Secret comes first, with the token in it, then the token in the workload cluster, then the
  /// status, for which the provider waits: a pass that is cut short leaves nothing that the next one
  /// does not find again.
  mutating func make() async throws -> Outcome {
    guard let version = owner.version else {
      throw BootstrapError(
        "make user data", "\(owner.object) has no version of Kubernetes", hint: "set spec.version")
    }
    let role = owner.role(isInitialized: isInitialized)
    guard let certificates = try await certificates(for: role) else { return .settled }
    let secret: Object
    if let made = await ownSecret() {
      secret = made
    } else {
      let token: BootstrapToken? = needsToken(role) ? .make() : nil
      let data = try await userData(role, version, certificates, token)
      secret = try await site.ensure(
        data.object(for: config.object, of: cluster.name, token: token), in: .secrets)
      try checkOwned(secret)
    }
    return try await finish(secret)
  }

  func userData(
    _ role: NodeRole, _ version: String, _ certificates: ClusterCertificates,
    _ token: BootstrapToken?
  ) async throws -> UserData {
    var node = NodeBootstrap(
      spec: try await boundSpec(), cluster: ClusterFacts(cluster.object),
      kubernetesVersion: version)
    node.certificates = certificates
    node.token = token
    return try node.userData(for: role)
  }

  private mutating func finish(_ secret: Object) async throws(StatusError) -> Outcome {
    var outcome = Outcome.settled
    if let token = UserData.token(of: secret) {
      let end = try await TokenKeeper(site: site, cluster: clusterKey).put(token)
      if case .wait(let time) = holder.step(
        expiration: end, lifetime: TokenKeeper.lifetime, at: now)
      {
        outcome = .again(time)
      }
    }
    succeed(with: secret.name)
    return outcome
  }

  /// What an earlier pass made, which was cut short after it.
  private func ownSecret() async -> Object? {
    let place = Key(namespace: config.namespace, name: config.name)
    let seen = await site.informer(.secrets).cache[place]
    return seen.flatMap { isOwned($0) ? $0 : nil }
  }

  private func isOwned(_ secret: Object) -> Bool {
    secret.metadata.ownerReferences.contains { $0.uid == config.uid }
  }

  private func checkOwned(_ secret: Object) throws(BootstrapError) {
    guard !isOwned(secret) else { return }
    throw BootstrapError(
      "make the bootstrap Secret", "a Secret \(secret.name) of somebody else is in its place",
      hint: "delete it, or rename the KubeadmConfig")
  }

  /// A person's own token, or their own way of finding the cluster, is left to them.
  private func needsToken(_ role: NodeRole) -> Bool {
    let discovery = config.spec["joinConfiguration", "discovery"]
    return role != .firstControlPlane && discovery?["file"] == nil
      && discovery?["bootstrapToken", "token"] == nil
  }

  /// The key pairs that a machine has to know; nil where they are for another to make, and are not there.
  mutating func certificates(for role: NodeRole) async throws -> ClusterCertificates? {
    let shelf = CertificateShelf(site: site, cluster: cluster)
    let style = try ClusterCertificates.Style(config.spec)
    let isStandalone = cluster.controlPlaneRef == nil
    if role == .firstControlPlane, isStandalone {
      // They outlive their first machine: they are the cluster's.
      return try await shelf.complete(style, for: cluster.object)
    }
    let needed =
      role == .worker
      ? [.authority] : CertificatePurpose.needed(withExternalEtcd: style.hasExternalEtcd)
    let found = try await shelf.read(needed)
    let missing = needed.filter { found.pairs[$0] == nil }
    guard missing.isEmpty else {
      let names = missing.map { $0.secretName(of: cluster.name) }.joined(separator: ", ")
      let waiting = Waiting(
        for: "the Secrets \(names)", since: config.metadata.creationTimestamp,
        hint: "the control plane makes them, or restore them")
      config.lackCertificates(waiting, at: now)
      return nil
    }
    return found
  }
}

// MARK: - What the spec refers to

extension ConfigPass {
  /// The spec with everything looked up: variables first, then the Secrets it names, whose content is
  /// nobody's to expand.
  private func boundSpec() async throws -> Value {
    let references = SecretReferences(of: try await bound(config.spec))
    let secrets = await site.informer(.secrets).cache
    let namespace = config.namespace
    return try references.resolved { reference in
      secrets[Key(namespace: namespace, name: reference.secret)]
        .flatMap { $0.secretText(reference.key) }.map { Secret($0) }
    }
    .reveal()
  }

  private func bound(_ spec: Value) async throws -> Value {
    do throws(TemplateError) {
      let expression = try Expression(parsing: spec, at: ["spec"])
      guard !expression.references.isEmpty else { return spec }
      var own = ["KUBERNETES_VERSION": owner.version ?? ""]
      // The machines of a pool have no name that is known here.
      if !owner.isPool { own["MACHINE_NAME"] = owner.object.name }
      return try expression.bind(in: await site.variables(of: cluster, and: own)).reveal()
    } catch {
      throw BootstrapError(
        error.action, error.cause,
        hint: error.hint
          ?? "name a Secret or ConfigMap that has it in the Cluster's annotation "
          + "\(Annotations.variablesFrom)")
    }
  }
}
