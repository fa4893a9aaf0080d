// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Kube
import Manifest
import Runtime
import Site

/// The Secret in a workload cluster that makes a bootstrap token good.
struct TokenKeeper: Sendable {
  /// How long a token is good, unless it is prolonged.
  static let lifetime = Duration.seconds(15 * 60)

  let site: Site
  let cluster: Key

  /// The Secret of a token; nil where there is none.
  func find(_ token: BootstrapToken) async throws(StatusError) -> Object? {
    try await site.workloads.client(of: cluster).find(address(token))
  }

  /// Makes a token good.
  /// - Returns: Until when.
  func put(_ token: BootstrapToken) async throws(StatusError) -> Time {
    let end = site.now + Self.lifetime
    let client = try await site.workloads.client(of: cluster)
    do throws(StatusError) {
      let secret = token.object(expiringAt: end)
      _ = try await client.create(
        secret, at: Address(.secrets, namespace: BootstrapToken.namespace))
      await sign(token, client)
      return end
    } catch {
      guard error.isAlreadyExists else { throw error }
    }
    // An earlier pass made it and was cut short; or it has expired, and was not collected yet.
    let seen = try await client.get(address(token))
    if let known = BootstrapToken.expiration(of: seen), known > site.now { return known }
    return try await prolong(seen, until: end)
  }

  /// Has the cluster vouch for itself by the token. Where that fails its own controller manager does it later.
  private func sign(_ token: BootstrapToken, _ client: some KubeClient) async {
    let address = BootstrapToken.clusterInfo
    guard let info = try? await client.find(address),
      let patch = token.signature(missingIn: info)
    else { return }
    _ = try? await client.patch(.merge(patch), at: address)
  }

  @discardableResult
  func prolong(_ secret: Object, until end: Time) async throws(StatusError) -> Time {
    let client = try await site.workloads.client(of: cluster)
    let wanted = BootstrapToken.prolonged(secret, until: end)
    _ = try await client.update(wanted, at: Key(secret).address(in: .secrets))
    return end
  }

  private func address(_ token: BootstrapToken) -> Address {
    Address(.secrets, namespace: BootstrapToken.namespace, name: token.secretName)
  }
}
