// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// One observation about an object, in the shape of `metav1.Condition`.
package struct Condition: Sendable, Hashable {
  package enum Status: String, Sendable {
    case yes = "True"
    case no = "False"
    case unknown = "Unknown"
  }

  package var type: String
  package var status: Status
  /// One word in CamelCase, for programs.
  package var reason: String
  /// What is seen and what happens next, for people.
  package var message: String
  /// Since when `status` is what it is.
  package var lastTransitionTime: Time?
  /// The `metadata.generation` that was looked at.
  package var observedGeneration: Int64?

  package init(_ type: String, _ status: Status, reason: String, message: String = "") {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = message
  }

  /// Nil where there is no type or no status.
  package init?(_ value: Value) {
    guard let type = value["type"]?.string,
      let status = value["status"]?.string.flatMap(Status.init)
    else { return nil }
    self.init(
      type, status, reason: value["reason"]?.string ?? "", message: value["message"]?.string ?? "")
    lastTransitionTime = value["lastTransitionTime"]?.string.flatMap(Time.init)
    observedGeneration = value["observedGeneration"]?.int
  }

  package var value: Value {
    var value: Value = [
      "type": .string(type), "status": .string(status.rawValue), "reason": .string(reason),
      "message": .string(message),
    ]
    if let lastTransitionTime { value["lastTransitionTime"] = "\(lastTransitionTime)" }
    if let observedGeneration { value["observedGeneration"] = .int(observedGeneration) }
    return value
  }

  /// The same observation, whenever it was made.
  package func says(_ other: Condition) -> Bool {
    type == other.type && status == other.status && reason == other.reason
      && message == other.message && observedGeneration == other.observedGeneration
  }
}
