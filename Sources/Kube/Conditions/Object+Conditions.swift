// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Object {
  /// `status.conditions`; entries that are no conditions are passed over.
  package var conditions: [Condition] {
    (status["conditions"]?.list ?? []).compactMap(Condition.init)
  }

  package func condition(_ type: String) -> Condition? {
    conditions.first { $0.type == type }
  }

  package func isTrue(_ type: String) -> Bool { condition(type)?.status == .yes }

  /// Writes a condition, unless it says what is already written. The transition time moves only when the
  /// status does, so that it tells since when. The list is sorted by type, `Available` and `Ready` first.
  package mutating func set(_ condition: Condition, at now: Time = .now()) {
    var all = conditions
    if let index = all.firstIndex(where: { $0.type == condition.type }) {
      guard !all[index].says(condition) else { return }
      let since = all[index].status == condition.status ? all[index].lastTransitionTime : nil
      all[index] = condition
      all[index].lastTransitionTime = since ?? condition.lastTransitionTime ?? now
    } else {
      all.append(condition)
      all[all.count - 1].lastTransitionTime = condition.lastTransitionTime ?? now
    }
    status["conditions"] = .list(
      all.sorted(by: Condition.comesFirst).map(\.value) + otherConditions)
  }

  /// What stands among the conditions and is none: it stays, whoever wrote it.
  private var otherConditions: [Value] {
    (status["conditions"]?.list ?? []).filter { Condition($0) == nil }
  }

  package mutating func removeCondition(_ type: String) {
    guard condition(type) != nil else { return }
    let rest = conditions.filter { $0.type != type }.map(\.value) + otherConditions
    status["conditions"] = rest.isEmpty ? nil : .list(rest)
  }
}

extension Condition {
  fileprivate static func comesFirst(_ left: Condition, _ right: Condition) -> Bool {
    (rank(left.type), left.type) < (rank(right.type), right.type)
  }

  /// What a reader looks for stands on top, what is rarely of interest at the end.
  private static func rank(_ type: String) -> Int {
    switch type {
    case "Available": 0
    case "Ready": 1
    case "Deleting": 3
    case "Paused": 4
    default: 2
    }
  }
}
