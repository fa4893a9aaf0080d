// SPDX-License-Identifier: Apache-2.0

import Kube
import Runtime

/// The API of a workload cluster, by whatever way leads into it now; it tells what came of each call.
struct WatchedClient: KubeClient {
  private let cluster: Key
  private let workloads: any Workloads
  private let note: @Sendable (StatusError?) -> Void

  init(
    _ cluster: Key, _ workloads: any Workloads, note: @escaping @Sendable (StatusError?) -> Void
  ) {
    self.cluster = cluster
    self.workloads = workloads
    self.note = note
  }

  func send(_ call: Call) async throws(StatusError) -> Answer {
    try await noting { client throws(StatusError) in try await client.send(call) }
  }

  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
    try await noting { client throws(StatusError) in try await client.watch(address, options) }
  }

  private func noting<Result>(
    _ call: (any KubeClient) async throws(StatusError) -> Result
  ) async throws(StatusError) -> Result {
    do throws(StatusError) {
      let result = try await call(workloads.client(of: cluster))
      note(nil)
      return result
    } catch {
      if !error.isCancelled { note(error) }
      throw error
    }
  }
}
