// SPDX-License-Identifier: Apache-2.0

import Synchronization

extension PrivateKey {
  /// Makes a new key, on a thread that is neither the caller's nor one of Swift's.
  ///
  /// A cancelled call makes none, unless it has begun.
  package static func make(_ algorithm: KeyAlgorithm) async throws(PKIError) -> PrivateKey {
    let cancelled = Flag()
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        KeyWorkers.shared.submit {
          continuation.resume(returning: make(algorithm, unless: cancelled))
        }
      }
    } onCancel: {
      cancelled.raise()
    }.get()
  }

  private static func make(
    _ algorithm: KeyAlgorithm, unless cancelled: Flag
  ) -> Result<PrivateKey, PKIError> {
    Result { () throws(PKIError) in
      if cancelled.isRaised { throw PKIError("make a key \(algorithm.rawValue)", "cancelled") }
      return try PrivateKey(algorithm.make())
    }
  }
}

/// Says once and for all that something has happened.
private final class Flag: Sendable {
  private let value = Atomic(false)

  var isRaised: Bool { value.load(ordering: .relaxed) }

  func raise() { value.store(true, ordering: .relaxed) }
}
