// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Object {
  /// `status.conditions`; entries that are no conditions are passed over.
  package var conditions: [Condition] {
    (status["conditions"]?.list ?? []).compactMap(Condition.init)
  }

  /// Looked up among the plain entries: objects have many conditions, and are asked often.
  package func condition(_ type: String) -> Condition? {
    conditionEntries.first { $0.isCondition(type) }.flatMap { Condition($0) }
  }

  package func isTrue(_ type: String) -> Bool {
    conditionEntries.first { $0.isCondition(type) }?["status"]?.string
      == Condition.Status.yes.rawValue
  }

  private var conditionEntries: [Value] { value["status"]?["conditions"]?.list ?? [] }

  /// Writes a condition, unless it says what is already written. The transition time moves only when the
  /// status does, so that it tells since when. The list is sorted by type, `Available` and `Ready` first.
  package mutating func set(_ condition: Condition, at now: Time = .now()) {
    var all = conditionEntries
    var condition = condition
    if let index = all.firstIndex(where: { $0.isCondition(condition.type) }) {
      let old = Condition(all[index])
      guard old?.says(condition) != true else { return }
      let since = old?.status == condition.status ? old?.lastTransitionTime : nil
      condition.lastTransitionTime = since ?? condition.lastTransitionTime ?? now
      all[index] = condition.value
    } else {
      condition.lastTransitionTime = condition.lastTransitionTime ?? now
      all.append(condition.value)
    }
    status["conditions"] = .list(all.sorted(by: Condition.comesFirst))
  }

  package mutating func removeCondition(_ type: String) {
    let all = conditionEntries
    let rest = all.filter { !$0.isCondition(type) }
    guard rest.count < all.count else { return }
    status["conditions"] = rest.isEmpty ? nil : .list(rest)
  }
}

extension Value {
  /// Whether it is a condition of a type, and not something that only stands among them.
  fileprivate func isCondition(_ type: String) -> Bool {
    self["type"]?.string == type && isCondition
  }

  fileprivate var isCondition: Bool {
    self["status"]?.string.flatMap { Condition.Status(rawValue: $0) } != nil
      && self["type"]?.string != nil
  }
}

extension Condition {
  /// What stands among the conditions and is none stays at the end, whoever wrote it.
  fileprivate static func comesFirst(_ left: Value, _ right: Value) -> Bool {
    place(left) < place(right)
  }

  private static func place(_ entry: Value) -> (Int, String) {
    guard entry.isCondition, let type = entry["type"]?.string else { return (5, "") }
    return (rank(type), type)
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
