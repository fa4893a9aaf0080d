// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Runtime

/// Applies single objects: looks what is there, tries without keeping, and writes only where something
/// would change.
struct Applier: Sendable {
  enum Change: String, Sendable {
    case created, configured, unchanged, skipped
    /// Deleted and made anew, since it could not be changed.
    case recreated
  }

  let target: ApplyTarget
  /// Whether what cannot be changed is made anew.
  var forces = false
  /// Who else applies an object that is there.
  var owner: @Sendable (Object) -> Key? = { _ in nil }

  func apply(_ object: Object, at address: Address) async throws(StatusError) -> Change {
    let treatment = Treatment(object)
    if treatment.apply == .never { return .skipped }
    let found = try await target.client.find(address)
    guard let found else {
      try await write(object, at: address)
      return .created
    }
    if let other = owner(found) {
      throw .forbidden(address, "Kustomization \(other) applies it too")
    }
    if Treatment(found).apply == .never || treatment.apply == .ifNotPresent { return .skipped }
    do throws(StatusError) {
      let trial = try await write(object, at: address, isDryRun: true)
      let isKnown =
        Drift.isApplied(found, by: ApplyTarget.manager) || treatment.apply == .merge
      guard Drift.isThere(from: found, to: trial) || !isKnown else { return .unchanged }
      try await write(object, at: address)
      return .configured
    } catch {
      guard Self.isImmutable(error), forces || treatment.isForced else { throw error }
      return try await recreate(object, instead: found, at: address)
    }
  }

  @discardableResult
  private func write(
    _ object: Object, at address: Address, isDryRun: Bool = false
  ) async throws(StatusError) -> Object {
    var options = WriteOptions()
    options.fieldManager = ApplyTarget.manager
    options.force = true
    options.isDryRun = isDryRun
    options.fieldValidation = .strict
    let written = try await target.client.patch(.apply(object.value), at: address, options)
    if !isDryRun { await target.settle(written, address.resource) }
    return written
  }

  private func recreate(
    _ object: Object, instead old: Object, at address: Address
  ) async throws(StatusError) -> Change {
    var options = DeleteOptions()
    options.uid = old.metadata.uid
    options.propagation = .background
    _ = try await target.client.delete(address, options)
    if let left = try await target.client.find(address), left.metadata.uid == old.metadata.uid {
      throw .conflict(address, "it is being deleted, to be made anew")
    }
    try await write(object, at: address)
    return .recreated
  }

  /// Whether a server refused a change because the field may never change.
  static func isImmutable(_ error: StatusError) -> Bool {
    guard error.isInvalid || error.reason == .forbidden || error.reason == .badRequest else {
      return false
    }
    let text = error.message.lowercased()
    return [
      "field is immutable", "is immutable", "cannot be changed", "may not change",
      "are forbidden", "cannot be updated", "cannot change roleref",
    ].contains { text.contains($0) }
  }
}
