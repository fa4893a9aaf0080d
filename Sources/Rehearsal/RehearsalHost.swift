// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Kube
import ManagementAPI
import Provider
import Runtime

/// The workload clusters of a rehearsal: logical clusters of its server that nobody reaches from outside.
struct RehearsalHost: ClusterHost {
  let server: APIServer
  let address = "127.0.0.1"

  func client(of cluster: Key) -> any KubeClient { server.client(of: "\(cluster)") }

  func prepare(_ cluster: Key) async throws(StatusError) { try await server.prepare("\(cluster)") }

  func erase(_ cluster: Key) async throws(StatusError) { try await server.erase("\(cluster)") }

  func isFree(_ port: UInt16) -> Bool { true }

  func open(_ cluster: Key, port: UInt16, authority: KeyPair) async throws {}

  func close(_ cluster: Key) {}
}
