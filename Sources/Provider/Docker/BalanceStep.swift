// SPDX-License-Identifier: Apache-2.0

import Docker
import Manifest
import Nodes
import Packs
import Template

/// What a cluster's load balancer leads to.
struct BalanceStep: PackStep {
  let engine: DockerEngine

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    let balancer = Balancer(call.target, in: engine)
    if call.purpose == .read {
      let text = try await balancer.configuration().flatMap {
        BalancerConfiguration.isOurs($0) ? $0 : nil
      }
      return text.map { Reply(200, ["configuration": .string($0)]) } ?? Reply(404)
    }
    let servers = (call.body?.reveal()["backends"]?.list ?? []).compactMap(Self.server)
    try await balancer.apply(BalancerConfiguration(servers))
    return Reply(200)
  }

  static func server(_ value: Value) -> BalancerConfiguration.Server? {
    guard let name = value["name"]?.string else { return nil }
    return BalancerConfiguration.Server(
      name: name, address: name, isDraining: value["isLeaving"]?.bool ?? false)
  }
}
