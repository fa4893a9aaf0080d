// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// What would become of objects, and of the machines that stand on them. Pure.
package struct Plan: Sendable {
  package struct Change: Sendable {
    package enum Kind: String, Sendable { case create, change, delete }

    package let kind: Kind
    package let object: Object
    package let differences: [Difference]

    package init(_ kind: Kind, _ object: Object, _ differences: [Difference] = []) {
      (self.kind, self.object, self.differences) = (kind, object, differences)
    }
  }

  /// Without those that stay as they are.
  package let changes: [Change]
  package let unchanged: Int
  package let rollouts: [RolloutForecast]

  /// `current` are the objects that machines are made by, as they are now.
  package init(_ changes: [Change], unchanged: Int, current: [Object]) {
    self.changes = changes
    self.unchanged = unchanged
    rollouts = RolloutForecast.all(of: changes, among: current)
  }

  package var isEmpty: Bool { changes.isEmpty }

  private func count(_ kind: Change.Kind) -> Int { changes.count { $0.kind == kind } }

  private var summary: String {
    "\(count(.create)) to create, \(count(.change)) to change, \(count(.delete)) to delete, "
      + "\(unchanged) as they are"
  }

  package var text: String {
    var text = ""
    for change in changes {
      text += "\(Self.sign(change.kind)) \(change.object)\n"
      for difference in change.differences { text += "    \(difference.text)\n" }
    }
    for rollout in rollouts { text += "↻ \(rollout.text)\n" }
    return text
      + (isEmpty
        ? "No changes: \(unchanged) objects are as they should be.\n" : "Plan: \(summary).\n")
  }

  private static func sign(_ kind: Change.Kind) -> String {
    switch kind {
    case .create: "+"
    case .change: "~"
    case .delete: "-"
    }
  }

  /// For the discussion of a proposed change.
  package var markdown: String {
    guard !isEmpty else { return "**No changes**: \(unchanged) objects are as they should be.\n" }
    var text = "**Plan**: \(summary).\n\n| | object | fields |\n|---|---|---|\n"
    for change in changes {
      let fields = change.differences.map { "`\($0.text.replacing("|", with: "\\|"))`" }
      text +=
        "| \(change.kind.rawValue) | \(change.object) | \(fields.joined(separator: "<br>")) |\n"
    }
    if !rollouts.isEmpty { text += "\n" }
    for rollout in rollouts { text += "- ↻ \(rollout.text)\n" }
    return text
  }

  package var value: Value {
    [
      "changes": .list(changes.map(Self.value)),
      "rollouts": .list(rollouts.map(\.value)), "unchanged": .int(Int64(unchanged)),
    ]
  }

  private static func value(_ change: Change) -> Value {
    var value: Value = [
      "action": .string(change.kind.rawValue), "apiVersion": .string(change.object.apiVersion),
      "kind": .string(change.object.kind), "name": .string(change.object.name),
    ]
    if let namespace = change.object.namespace { value["namespace"] = .string(namespace) }
    let fields = change.differences.map { difference in
      var field: Value = ["path": .string(difference.path.description)]
      if let old = difference.old { field["old"] = old }
      if let new = difference.new { field["new"] = new }
      return field
    }
    if !fields.isEmpty { value["fields"] = .list(fields) }
    return value
  }
}
