// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// One observation about an object, as the contract v1beta1 has it: a False says how bad it is, and a True
/// needs no reason. The kinds of Azure speak it.
package struct ConditionV1beta1: Sendable, Hashable {
  /// How bad a False is.
  package enum Severity: String, Sendable {
    case error = "Error"
    case warning = "Warning"
    case info = "Info"
  }

  package var type: String
  package var status: Condition.Status
  package var severity: Severity?
  package var reason: String
  package var message: String
  package var lastTransitionTime: Time?

  package init(
    _ type: String, _ status: Condition.Status, _ severity: Severity? = nil, reason: String = "",
    message: String = ""
  ) {
    self.type = type
    self.status = status
    self.severity = severity
    self.reason = reason
    self.message = message
  }

  /// Nil where there is no type or no status.
  package init?(_ value: Value) {
    guard let condition = Condition(value) else { return nil }
    self.init(
      condition.type, condition.status, value["severity"]?.string.flatMap(Severity.init),
      reason: condition.reason, message: condition.message)
    lastTransitionTime = condition.lastTransitionTime
  }

  package var value: Value {
    var value: Value = ["type": .string(type), "status": .string(status.rawValue)]
    if let severity { value["severity"] = .string(severity.rawValue) }
    if !reason.isEmpty { value["reason"] = .string(reason) }
    if !message.isEmpty { value["message"] = .string(message) }
    value["lastTransitionTime"] = lastTransitionTime.map { .string($0.description) }
    return value
  }
}

extension Object {
  /// `status.conditions` of an object that speaks the contract v1beta1.
  package var conditionsV1beta1: [ConditionV1beta1] {
    (status["conditions"]?.list ?? []).compactMap(ConditionV1beta1.init)
  }

  /// Writes a condition; the transition time moves only when the status does. `Ready` stands first, the
  /// others in the alphabet's order.
  package mutating func set(_ condition: ConditionV1beta1, at now: Time = .now()) {
    var all = conditionsV1beta1
    let old = all.first { $0.type == condition.type }
    var new = condition
    new.lastTransitionTime =
      (old?.status == new.status ? old?.lastTransitionTime : nil) ?? condition.lastTransitionTime
      ?? now
    guard new != old else { return }
    all.removeAll { $0.type == condition.type }
    all.append(new)
    all.sort { $0.rank < $1.rank }
    status["conditions"] = .list(all.map(\.value))
  }
}

extension ConditionV1beta1 {
  fileprivate var rank: (Int, String) { (type == "Ready" ? 0 : 1, type) }
}
