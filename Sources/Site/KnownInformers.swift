// SPDX-License-Identifier: Apache-2.0

import Kube
import Runtime
import Synchronization

/// The informers that were asked for, found again without waiting, and those who follow every kind that
/// others refer to.
final class KnownInformers: Sendable {
  typealias Follower = @Sendable (Informer) async -> Void

  private struct State {
    var informers: [Resource: Informer] = [:]
    var referred: [Resource: Informer] = [:]
    var followers: [Follower] = []
  }

  private let state = Mutex(State())

  subscript(resource: Resource) -> Informer? { state.withLock { $0.informers[resource] } }

  var all: [Informer] { state.withLock { Array($0.informers.values) } }

  func add(_ informer: Informer) {
    state.withLock { $0.informers[informer.collection.resource] = informer }
  }

  /// Every follower is told of every kind that is referred to, once, whichever came first.
  func refer(to informer: Informer) async {
    let resource = informer.collection.resource
    let followers: [Follower] = state.withLock { state in
      guard state.referred[resource] == nil else { return [] }
      state.referred[resource] = informer
      return state.followers
    }
    for follow in followers { await follow(informer) }
  }

  func follow(_ follower: @escaping Follower) async {
    let informers = state.withLock { state in
      state.followers.append(follower)
      return Array(state.referred.values)
    }
    for informer in informers { await follower(informer) }
  }

  func isReferred(_ resource: Resource) -> Bool {
    state.withLock { $0.referred[resource] != nil }
  }
}
