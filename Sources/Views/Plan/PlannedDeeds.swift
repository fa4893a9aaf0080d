// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What controllers make of changed objects: calls to providers, and machines that come and go.
package struct PlannedDeeds: Sendable, Hashable {
  /// In their order; those that do not need each other go at the same time.
  package var calls: [PlannedCall] = []
  package var steps: [MachineStep] = []
  /// What would stay as it should not be, and why.
  package var notes: [String] = []

  package init() {}

  /// For a person; `withBodies` shows all that is sent.
  func text(withBodies: Bool) -> String {
    var text = ""
    if !steps.isEmpty { text += "Machines, in this order:\n" }
    for owner in owners {
      text += "  \(owner)\n"
      for step in steps where step.owner == owner { text += "    \(step.text)\n" }
    }
    if !calls.isEmpty { text += "Calls to providers:\n" }
    for (subject, calls) in grouped {
      text += "  \(subject)\n"
      for call in calls { text += Self.lines(call, withBodies) }
    }
    for note in notes { text += "! \(note)\n" }
    return text
  }

  private static func lines(_ call: PlannedCall, _ withBodies: Bool) -> String {
    var text = "    \(call.text)\n"
    for change in call.changes { text += "        \(change.text)\n" }
    guard withBodies, let body = call.body else { return text }
    for line in YAML.text(body).split(separator: "\n") { text += "        \(line)\n" }
    return text
  }

  /// For the discussion of a proposed change.
  func markdown(withBodies: Bool) -> String {
    var text = ""
    for owner in owners {
      text += "\n**\(owner)**\n\n"
      for (index, step) in steps.filter({ $0.owner == owner }).enumerated() {
        text += "\(index + 1). \(step.text)\n"
      }
    }
    if !calls.isEmpty {
      text += "\n<details><summary>\(calls.count) calls to providers</summary>\n"
    }
    for (subject, calls) in grouped {
      text += "\n\(subject)\n\n```\n"
      for call in calls { text += Self.lines(call, withBodies).unindented }
      text += "```\n"
    }
    if !calls.isEmpty { text += "\n</details>\n" }
    if !notes.isEmpty { text += "\n" }
    for note in notes { text += "- ⚠ \(note)\n" }
    return text
  }

  private var owners: [String] {
    var seen: Set<String> = []
    return steps.map(\.owner).filter { seen.insert($0).inserted }
  }

  /// By what they are for, in the order of the first call of each.
  private var grouped: [(subject: String, calls: [PlannedCall])] {
    var seen: Set<String> = []
    let subjects = calls.map(\.subject).filter { seen.insert($0).inserted }
    return subjects.map { subject in (subject, calls.filter { $0.subject == subject }) }
  }
}

extension String {
  /// Each line without the four spaces that it begins with.
  fileprivate var unindented: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? $0.dropFirst(4) : $0 }.joined(separator: "\n")
  }
}
