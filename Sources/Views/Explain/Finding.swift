// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What one object says of why it is not as it should be. Pure.
struct Finding {
  enum Weight: Int, Comparable {
    /// It only waits for something else.
    case waiting
    /// It is not so.
    case unmet
    /// It went wrong.
    case failed
    /// Nobody will do anything about it.
    case stopped

    static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
  }

  let object: Object
  let weight: Weight
  let reason: String
  let words: String
  let since: Time?

  init(_ object: Object, _ weight: Weight, _ reason: String, _ words: String, since: Time?) {
    (self.object, self.weight, self.reason) = (object, weight, reason)
    (self.words, self.since) = (words, since)
  }

  private init(_ object: Object, _ condition: Condition, _ weight: Weight) {
    let message = condition.message.flat
    let words = message.isEmpty ? condition.reason : message
    self.init(
      object, weight, condition.reason, "\(condition.type) \(condition.status.rawValue): \(words)",
      since: condition.lastTransitionTime)
  }

  var step: Explanation.Step {
    Explanation.Step(subject: object.description, words: words, since: since)
  }
}

// MARK: - Ready

extension Finding {
  /// Nil where the object is as it should be, or says nothing of itself.
  static func unready(_ object: Object) -> Finding? {
    // What is well and let be does not become what somebody has wanted of it since.
    if let pause = pause(of: object) { return pause }
    guard !isGood(object) else { return nil }
    if object.isDeleting { return undeleted(object) }
    if let stalled = object.condition("Stalled"), stalled.status == .yes {
      return Finding(object, stalled, .stopped)
    }
    guard let condition = cause(of: object) else { return nil }
    return Finding(object, condition, weight(of: condition))
  }

  /// Whether the condition that sums up all others is as it should be.
  static func isGood(_ object: Object) -> Bool {
    if object.isDeleting { return false }
    let summary = object.kind == "Machine" ? nil : object.condition(ConditionTypes.available)
    guard let condition = summary ?? object.condition(ConditionTypes.ready) else {
      return object.conditions.isEmpty && pause(of: object) == nil
    }
    return condition.status == .yes
  }

  /// The first of an object's own conditions that tells more than their sum.
  private static func cause(of object: Object) -> Condition? {
    let order = [
      ConditionTypes.remoteConnectionProbe, ConditionTypes.infrastructureReady,
      ConditionTypes.certificatesAvailable, ConditionTypes.bootstrapConfigReady,
      ConditionTypes.dataSecretAvailable, ConditionTypes.nodeHealthy,
      ConditionTypes.healthCheckSucceeded, ConditionTypes.etcdClusterHealthy,
      ConditionTypes.controlPlaneComponentsHealthy, ConditionTypes.initialized,
      ConditionTypes.controlPlaneInitialized, ConditionTypes.controlPlaneAvailable,
      ConditionTypes.workersAvailable, ConditionTypes.available, ConditionTypes.ready,
    ]
    let bad = order.compactMap { object.condition($0) }.filter { $0.status != .yes }
    let failed = bad.first { weight(of: $0) == .failed }
    return failed ?? bad.first { weight(of: $0) == .unmet } ?? bad.first
  }

  private static func weight(of condition: Condition) -> Weight {
    let reason = condition.reason
    if condition.message.hasPrefix("Waiting for") || isSum(condition) { return .waiting }
    if reason.hasSuffix("Failed") || reason.hasSuffix("Error") || reason == "VariablesMissing" {
      return .failed
    }
    let waits =
      reason.hasPrefix("WaitingFor") || reason == "DependencyNotReady"
      || reason == "NotAvailable" || reason == "NotReady"
    return waits ? .waiting : .unmet
  }

  /// Whether a condition only says what the conditions of others say, line by line.
  private static func isSum(_ condition: Condition) -> Bool {
    let sums = [
      ConditionTypes.workersAvailable, ConditionTypes.controlPlaneAvailable,
      ConditionTypes.available, ConditionTypes.ready,
    ]
    return condition.message.hasPrefix("* ") && sums.contains(condition.type)
  }

  /// Whether an object says at all, in a condition that sums up all others, how it is.
  static func hasSum(_ object: Object) -> Bool {
    object.condition(ConditionTypes.available) != nil
      || object.condition(ConditionTypes.ready) != nil
  }

  /// Nobody works on what is paused or suspended.
  private static func pause(of object: Object) -> Finding? {
    if object.spec["suspend"]?.bool == true {
      return Finding(object, .stopped, "Suspended", "spec.suspend is true", since: nil)
    }
    if let paused = object.condition(ConditionTypes.paused), paused.status == .yes {
      return Finding(object, paused, .stopped)
    }
    if object.spec["paused"]?.bool == true {
      return Finding(object, .stopped, "Paused", "spec.paused is true", since: nil)
    }
    guard object.metadata.annotations[Annotations.paused] != nil else { return nil }
    return Finding(
      object, .stopped, "Paused", "it has the annotation \(Annotations.paused)", since: nil)
  }
}

// MARK: - Delete

extension Finding {
  /// Why an object that is to go is still there.
  static func undeleted(_ object: Object) -> Finding {
    let since = object.metadata.deletionTimestamp
    let strangers = object.metadata.finalizers.filter { !isOurs($0) }
    if let pause = pause(of: object) { return pause }
    if !strangers.isEmpty, strangers.count == object.metadata.finalizers.count {
      return Finding(
        object, .stopped, "Finalizer",
        "nothing is left to do but for the finalizer \(strangers.joined(separator: ", ")) of another "
          + "controller", since: since)
    }
    if let condition = object.condition(ConditionTypes.deleting), condition.status == .yes {
      let waits = condition.reason.hasPrefix("WaitingFor") && condition.reason.hasSuffix("Deletion")
      return Finding(object, condition, waits ? .waiting : .failed)
    }
    if let ready = object.condition(ConditionTypes.ready), ready.status != .yes {
      return Finding(object, ready, weight(of: ready) == .failed ? .failed : .unmet)
    }
    return Finding(object, .waiting, "Deleting", "it is being deleted", since: since)
  }

  /// Finalizers of the kinds that capctl serves.
  private static func isOurs(_ finalizer: String) -> Bool {
    finalizer.contains("cluster.x-k8s.io") || finalizer == Finalizers.flux
      || finalizer.contains("capctl.dev") || finalizer == "foregroundDeletion"
      || finalizer == "orphan"
  }
}
