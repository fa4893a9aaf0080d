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
    /// What a person or git says of it.
    package let applied: Object

    /// `applied` is what is said of an object that has more to it; the whole object if not given.
    package init(
      _ kind: Kind, _ object: Object, _ differences: [Difference] = [],
      applying applied: Object? = nil
    ) {
      (self.kind, self.object, self.differences) = (kind, object, differences)
      self.applied = applied ?? object
    }
  }

  /// Without those that stay as they are.
  package let changes: [Change]
  package let unchanged: Int
  package let rollouts: [RolloutForecast]
  /// What follows; nil where that was not looked into.
  package let deeds: PlannedDeeds?

  /// `current` are the objects that machines are made by, as they are now.
  package init(
    _ changes: [Change], unchanged: Int, current: [Object], deeds: PlannedDeeds? = nil
  ) {
    self.changes = changes
    self.unchanged = unchanged
    self.deeds = deeds
    rollouts = RolloutForecast.all(of: changes, among: current)
  }

  /// Nothing changes: neither an object nor anything that stands behind one.
  package var isEmpty: Bool { changes.isEmpty && deeds?.calls.isEmpty ?? true }

  private func count(_ kind: Change.Kind) -> Int { changes.count { $0.kind == kind } }

  private var summary: String {
    "\(count(.create)) to create, \(count(.change)) to change, \(count(.delete)) to delete, "
      + "\(unchanged) as they are" + (deeds.map { ", \($0.calls.count) calls to providers" } ?? "")
  }

  package var text: String { text(withBodies: false) }

  /// For a person; `withBodies` shows all that providers are sent.
  package func text(withBodies: Bool) -> String {
    var text = ""
    for change in changes {
      text += "\(Self.sign(change.kind)) \(change.object)\n"
      for difference in change.differences { text += "    \(difference.text)\n" }
    }
    for rollout in rollouts { text += "↻ \(rollout.text)\n" }
    text += deeds?.text(withBodies: withBodies) ?? ""
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
  package var markdown: String { markdown(withBodies: false) }

  package func markdown(withBodies: Bool) -> String {
    guard !isEmpty else { return "**No changes**: \(unchanged) objects are as they should be.\n" }
    var text = "**Plan**: \(summary).\n\n| | object | fields |\n|---|---|---|\n"
    for change in changes {
      let fields = change.differences.map { "`\($0.text.replacing("|", with: "\\|"))`" }
      text +=
        "| \(change.kind.rawValue) | \(change.object) | \(fields.joined(separator: "<br>")) |\n"
    }
    if !rollouts.isEmpty { text += "\n" }
    for rollout in rollouts { text += "- ↻ \(rollout.text)\n" }
    return text + (deeds?.markdown(withBodies: withBodies) ?? "")
  }

  package var value: Value {
    var value: Value = [
      "changes": .list(changes.map(Self.value)),
      "rollouts": .list(rollouts.map(\.value)), "unchanged": .int(Int64(unchanged)),
    ]
    guard let deeds else { return value }
    value["calls"] = .list(deeds.calls.map(\.value))
    value["machines"] = .list(deeds.steps.map(\.value))
    value["notes"] = .list(deeds.notes.map { .string($0) })
    return value
  }

  private static func value(_ change: Change) -> Value {
    var value: Value = [
      "action": .string(change.kind.rawValue), "apiVersion": .string(change.object.apiVersion),
      "kind": .string(change.object.kind), "name": .string(change.object.name),
    ]
    if let namespace = change.object.namespace { value["namespace"] = .string(namespace) }
    let fields = change.differences.map(\.value)
    if !fields.isEmpty { value["fields"] = .list(fields) }
    return value
  }
}
