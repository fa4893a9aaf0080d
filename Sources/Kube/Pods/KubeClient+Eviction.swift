// SPDX-License-Identifier: Apache-2.0

import Manifest

extension KubeClient {
  /// Asks for a pod to be taken off its node, as its disruption budget allows: where that says "not
  /// now", the error is `isTooManyRequests`. A pod that is gone already is no error.
  package func evict(
    namespace: String, pod: String, _ options: DeleteOptions = DeleteOptions()
  ) async throws(StatusError) {
    do throws(StatusError) {
      try await evict(namespace, pod, options, version: "policy/v1")
    } catch {
      // Before 1.22 servers know the older version only, and say so in one of these ways.
      guard error.code == 400 || error.code == 415 || error.code == 422 else { throw error }
      try await evict(namespace, pod, options, version: "policy/v1beta1")
    }
  }

  private func evict(
    _ namespace: String, _ pod: String, _ options: DeleteOptions, version: String
  ) async throws(StatusError) {
    var eviction = Object([
      "apiVersion": .string(version), "kind": "Eviction",
      "metadata": ["name": .string(pod), "namespace": .string(namespace)],
    ])
    var delete: Value = [:]
    if let seconds = options.gracePeriodSeconds { delete["gracePeriodSeconds"] = .int(seconds) }
    if let uid = options.uid { delete["preconditions"] = ["uid": .string(uid)] }
    if delete != [:] { eviction.value["deleteOptions"] = delete }
    let address = Address(.pods, namespace: namespace, name: pod, subresource: "eviction")
    do throws(StatusError) {
      _ = try await create(eviction, at: address)
    } catch {
      // The pod, or a server that has no evictions: the second is worth an error.
      guard error.isNotFound, error.details.name == pod else { throw error }
    }
  }
}

extension StatusError {
  package var isTooManyRequests: Bool { reason == .tooManyRequests }
}
