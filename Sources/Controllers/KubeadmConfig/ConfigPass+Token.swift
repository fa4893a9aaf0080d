// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site

extension ConfigPass {
  var holder: TokenHolder { TokenHolder(isPool: owner.isPool, hasJoined: owner.hasJoined) }

  /// Keeps what was made good until its machines have joined.
  mutating func keep() async throws -> Outcome {
    let name = config.dataSecretName ?? config.name
    let place = Key(namespace: config.namespace, name: name)
    guard let secret = await site.informer(.secrets).cache[place] else { return lost(name) }
    if owner.isControlPlane, isInitialized { try await giveBackLock() }
    try await site.adopt(secret, by: config.object, in: .secrets)
    succeed(with: name)
    guard let token = UserData.token(of: secret), !holder.hasJoined || holder.isPool else {
      return .settled
    }
    let keeper = TokenKeeper(site: site, cluster: clusterKey)
    let seen = try await keeper.find(token)
    let end = seen.flatMap { BootstrapToken.expiration(of: $0) }
    switch holder.step(expiration: end, lifetime: TokenKeeper.lifetime, at: now) {
    case .leave: return .settled
    case .wait(let time): return .again(time)
    case .prolong(let until):
      if let seen { try await keeper.prolong(seen, until: until) }
    case .make where !owner.isPool: _ = try await keeper.put(token)
    case .make, .rotate: try await rotate(secret)
    }
    return .again(TokenKeeper.lifetime / 3)
  }

  /// A Machine has had its data: without the Secret it cannot be made again, and needs to be no more.
  private mutating func lost(_ name: String) -> Outcome {
    if !owner.hasJoined || owner.isPool {
      // It is made anew.
      config.dataSecretName = nil
      config.isDataSecretCreated = false
      return .again(.zero)
    }
    return .settled
  }

  /// Writes data with a new token for the machines of a pool that are still to come.
  private mutating func rotate(_ secret: Object) async throws {
    guard let version = owner.version, let known = try await certificates(for: .worker) else {
      return
    }
    let next = BootstrapToken.make()
    let data = try await userData(.worker, version, known, next)
    var wanted = secret
    wanted.value["data"] =
      data.object(for: config.object, of: cluster.name, token: next)
      .value["data"]
    // The old one stays good while machines that have it may still join.
    _ = try await TokenKeeper(site: site, cluster: clusterKey).put(next)
    try await site.save(wanted, over: secret, at: Key(secret).address(in: .secrets))
  }

  private func giveBackLock() async throws(StatusError) {
    let place = Key(namespace: cluster.namespace, name: InitLock.name(of: cluster.name))
    guard let held = await site.informer(.configMaps).cache[place] else { return }
    try await site.delete(held, in: .configMaps)
  }
}
