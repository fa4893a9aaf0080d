// SPDX-License-Identifier: Apache-2.0

import Kube
import Synchronization

/// Objects that may have been made or not, since the call had no answer.
final class Doubts: Sendable {
  private let addresses = Mutex<Set<Address>>([])

  func add(_ address: Address) { addresses.withLock { _ = $0.insert(address) } }
  func remove(_ address: Address) { addresses.withLock { _ = $0.remove(address) } }

  func all(of resource: Resource, in namespace: String?) -> [Address] {
    addresses.withLock { addresses in
      guard !addresses.isEmpty else { return [] }
      return addresses.filter { $0.resource == resource && $0.namespace == namespace }
    }
  }
}
