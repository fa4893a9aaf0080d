// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// How long a pod that is to go may take to end its work. Pure.
enum Grace: Sendable, Equatable {
  /// It is gone, or held by nothing but finalizers.
  case none
  /// It has its time already.
  case pending
  case until(Time, seconds: Int64)

  init(for pod: Object, asked: Int64?, now: Time) {
    if let deadline = pod.metadata.deletionTimestamp {
      self = Self.shortened(pod, deadline, asked)
      return
    }
    let seconds = Self.hasNothingToEnd(pod) ? 0 : Self.wished(pod, asked)
    self = .until(now + .seconds(seconds), seconds: seconds)
  }

  /// Time that was given may be cut short, never prolonged.
  private static func shortened(_ pod: Object, _ deadline: Time, _ asked: Int64?) -> Grace {
    guard let given = pod.metadata.deletionGracePeriodSeconds else { return .none }
    guard let asked = asked.map({ max(0, $0) }), asked < given else { return .pending }
    return .until(deadline + .seconds(asked - given), seconds: asked)
  }

  /// Less than nothing is as little as there is.
  private static func wished(_ pod: Object, _ asked: Int64?) -> Int64 {
    let wish = asked ?? pod.spec["terminationGracePeriodSeconds"]?.int ?? 30
    return wish < 0 ? 1 : wish
  }

  /// No node runs it, or it has run its course.
  private static func hasNothingToEnd(_ pod: Object) -> Bool {
    let phase = pod.status["phase"]?.string
    return (pod.spec["nodeName"]?.string ?? "").isEmpty || phase == "Succeeded"
      || phase == "Failed"
  }
}
