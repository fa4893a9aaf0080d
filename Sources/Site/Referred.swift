// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube

/// What a contract reference leads to.
package enum Referred: Sendable {
  /// There is no reference.
  case unnamed
  case missing(ContractReference)
  case found(Object)

  package var object: Object? {
    if case .found(let object) = self { object } else { nil }
  }

  /// It is there, and not on its way out.
  package var isAlive: Bool { object.map { !$0.isDeleting } ?? false }
}

extension Site {
  package func referred(
    _ reference: ContractReference?, in namespace: String?
  ) async throws(StatusError) -> Referred {
    guard let reference else { return .unnamed }
    let found = try await external(reference, in: namespace)
    return found.map(Referred.found) ?? .missing(reference)
  }
}

extension Referred {
  /// What the condition `Ready` of the object means to whoever refers to it.
  ///
  /// `isDone` is the contract's own word, for providers without conditions; `wasDone` says that it was so
  /// before.
  package func condition(
    _ type: String, isDone: Bool, wasDone: Bool, of owner: Object, unnamed: String
  ) -> Condition {
    switch self {
    case .unnamed: return Condition(type, .yes, reason: unnamed)
    case .missing(let reference): return missing(type, reference, wasDone, owner)
    case .found(let object):
      let name = "\(object.kind) \(object.name)"
      guard let ready = object.condition("Ready") else {
        return isDone
          ? Condition(type, .yes, reason: "Ready")
          : Condition(
            type, .no, reason: "NotReady",
            message: Waiting(
              for: "\(name) to be ready", since: object.metadata.creationTimestamp
            ).description)
      }
      let reasons: [Condition.Status: String] = [
        .yes: "Ready", .no: "NotReady", .unknown: "ReadyUnknown",
      ]
      let reason = ready.reason.isEmpty ? reasons[ready.status] ?? "Ready" : ready.reason
      let isSilent = ready.status != .yes && ready.message.isEmpty
      let message =
        isSilent
        ? Waiting(for: "\(name) to be ready", since: ready.lastTransitionTime).description
        : ready.message
      return Condition(type, ready.status, reason: reason, message: message)
    }
  }

  private func missing(
    _ type: String, _ reference: ContractReference, _ wasDone: Bool, _ owner: Object
  ) -> Condition {
    if owner.isDeleting {
      return Condition(type, .no, reason: "Deleted", message: "\(reference) has been deleted")
    }
    if wasDone {
      return Condition(
        type, .no, reason: "Deleted",
        message: "\(reference) has been deleted while the \(owner.kind) still exists")
    }
    return Condition(
      type, .no, reason: "DoesNotExist",
      message: Waiting(
        for: "\(reference) to exist", since: owner.metadata.creationTimestamp,
        hint: "create it, or correct the reference"
      ).description)
  }
}
