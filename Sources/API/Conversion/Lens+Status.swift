// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Lens {
  /// What the status said before v1beta2: its own conditions and counts, which v1beta2 keeps under
  /// `deprecated`, while the new ones stood under `v1beta2`.
  ///
  /// Where an object has no old ones, a reader of the old version is shown the new ones under their old
  /// names: `mirrors` leads from the old type of a condition to the new one.
  static func statusV1beta1(
    replicas: [String] = [], counts: [String] = [], mirrors: [String: String]
  ) -> [Lens] {
    let old = ["conditions", "failureReason", "failureMessage"] + replicas
    let isCounted = ["readyReplicas", "availableReplicas"].contains { replicas.contains($0) }
    let new =
      ["conditions"] + counts
      + (isCounted ? ["readyReplicas", "availableReplicas", "upToDateReplicas"] : [])
    return [mirrored(replicas: replicas, mirrors: mirrors)]
      + old.map { .move("status.\($0)", "status.deprecated.v1beta1.\($0)") }
      + new.map { .move("status.v1beta2.\($0)", "status.\($0)") }
  }

  /// Comes last on the way down, when everything has its old place.
  private static func mirrored(replicas: [String], mirrors: [String: String]) -> Lens {
    Lens(
      up: { _, _ in },
      down: { value, _ in
        guard var status = value["status"], status.map != nil else { return }
        mirrorConditions(&status, mirrors)
        if !replicas.isEmpty { mirrorReplicas(&status, replicas) }
        value["status"] = status
      })
  }

  private static func mirrorConditions(_ status: inout Value, _ mirrors: [String: String]) {
    guard status["conditions"] == nil, let new = status["v1beta2", "conditions"]?.list else {
      return
    }
    let conditions = mirrors.sorted { rank($0.key) < rank($1.key) }.compactMap { old, type in
      new.first { $0["type"]?.string == type }.map { severe($0, as: old) }
    }
    if !conditions.isEmpty { status["conditions"] = .list(conditions) }
  }

  /// `Ready` stands first, where every reader of v1beta1 looks for it.
  private static func rank(_ type: String) -> String { type == "Ready" ? "" : type }

  /// v1beta1 says how bad a False is, and gives no reason for a True.
  private static func severe(_ condition: Value, as type: String) -> Value {
    var old: Value = [
      "type": .string(type), "status": condition["status"] ?? "Unknown",
      "lastTransitionTime": condition["lastTransitionTime"] ?? "1970-01-01T00:00:00Z",
    ]
    guard condition["status"]?.string != "True" else { return old }
    let reason = condition["reason"]?.string ?? ""
    if condition["status"]?.string == "False" {
      old["severity"] = reason.hasPrefix("Waiting") ? "Info" : "Warning"
    }
    old["reason"] = .string(reason)
    if let message = condition["message"]?.string, !message.isEmpty {
      old["message"] = .string(message)
    }
    return old
  }

  private static func mirrorReplicas(_ status: inout Value, _ names: [String]) {
    let new = status["v1beta2"]
    let total = status["replicas"]?.int
    for name in names where status[name] == nil {
      let count: Int64? =
        switch name {
        case "updatedReplicas": new?["upToDateReplicas"]?.int
        case "fullyLabeledReplicas": total
        case "unavailableReplicas":
          total.flatMap { all in new?["availableReplicas"]?.int.map { max(0, all - $0) } }
        default: new?[name]?.int
        }
      if let count { status[name] = .int(count) }
    }
  }
}
