// SPDX-License-Identifier: Apache-2.0

import Kube
import Runtime

/// One agent in one cluster.
struct Membership: Hashable, Sendable {
  let agent: Key
  let cluster: Key

  /// What a queue knows it by. No name of an object has a slash.
  var key: Key { Key(namespace: agent.namespace, name: "\(agent.name)/\(cluster.name)") }

  init(agent: Key, cluster: String) {
    self.agent = agent
    self.cluster = Key(namespace: agent.namespace, name: cluster)
  }

  init?(_ key: Key) {
    let parts = key.name.split(separator: "/").map(String.init)
    guard parts.count == 2 else { return nil }
    self.init(agent: Key(namespace: key.namespace, name: parts[0]), cluster: parts[1])
  }
}
