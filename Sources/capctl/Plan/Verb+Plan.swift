// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Manifest
import Views

extension Verb {
  enum PlanForm: String, CaseIterable { case text, json, yaml, markdown }

  private static let planForm = Flag<PlanForm?>.choice(
    "output", "o", help: "One of text, json, yaml or markdown, for proposed changes.")

  static let offline = Flag<Bool>.toggle(
    "offline",
    help: "Ask nobody, neither a plane nor a provider: as if nothing were there yet.")

  static let planState = Flag<String?>.optionalText(
    "state",
    help: """
      What there is, in place of a plane that runs: a file that capctl backup wrote, or objects in YAML or JSON, as \
      capctl get -o yaml prints them.
      """
  ).completed(by: .files)

  private static let withoutCalls = Flag<Bool>.toggle(
    "no-calls", help: "Tell of objects alone: no calls to providers, and no machines one by one.")

  private static let bodies = Flag<Bool>.toggle(
    "bodies", help: "In text and markdown: show all that providers would be sent.")

  static let planKustomization = Flag<String>.text(
    "kustomization", default: "\(ManagementRepo.namespace)/\(ManagementRepo.name)",
    help:
      "With FOLDER: the Kustomization that applies it; what it has applied and FOLDER lacks goes.")

  static let plan = Verb(
    "plan", "Say what a change would do, and change nothing",
    details: """
      Of each object: whether it is created, changed, field by field, or deleted. Then the controllers of a plane work \
      on a copy of what there is, with the change made, and what they would do is told: machines that come and go, in \
      their order, and every call to a provider, with what it changes. Providers are read from, and never written to. \
      Values of Secrets are ***, and what only an answer can tell is (known after apply). Exit code 0: nothing changes; \
      2: something does; 1: an error.
      """,
    examples: [
      Example("A file", "capctl plan -f cluster.yaml"),
      Example("A folder of the management repository", "capctl plan clusters"),
      Example("What git has and the plane has not yet", "capctl plan"),
      Example("A proposed branch", "capctl plan --revision more-workers"),
      Example(
        "For a proposed change, without a plane", "capctl plan clusters --offline -o markdown"),
      Example(
        "Against a backup", "capctl plan -f cluster.yaml --state capctl-2026-01-31.db --bodies"),
    ],
    takes: [
      filenames, recursive, planForm, offline, planState, withoutCalls, bodies, providerDirs,
      planKustomization, root,
    ] + PlanSource.flags + Session.flags,
    [Argument("FOLDER", .oneOrNone, completion: .files)]
  ) { input in
    var plan: Plan?
    try await PlanGround.run(input) { ground in
      let source = PlanSource(ground: ground, input: input)
      guard let wanted = try await source.wanted() else { return }
      let planning = Planning(ground: ground, wanted: wanted)
      guard let change = try await planning.change() else { return }
      let deeds = input[withoutCalls] ? nil : try await planning.deeds(of: change)
      plan = Plan(
        change.changes, unchanged: change.unchanged, current: try await planning.owners(),
        deeds: deeds)
    }
    guard let plan else { return .failed }
    try input.console.write(text(of: plan, input))
    return plan.isEmpty ? .done : ExitCode(rawValue: 2)
  }

  private static func text(of plan: Plan, _ input: Invocation) -> String {
    switch input[planForm] ?? .text {
    case .text: plan.text(withBodies: input[bodies])
    case .markdown: plan.markdown(withBodies: input[bodies])
    case .json: JSON.text(plan.value, style: .kubectl) + "\n"
    case .yaml: YAML.text(plan.value)
    }
  }
}
