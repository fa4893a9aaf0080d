// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Views

extension Verb {
  static let describe = Verb(
    "describe", "Show how something stands, and what belongs to it", verbs: [describeCluster])

  private static let showConditions = Flag<[String]>.texts(
    "show-conditions",
    help: "Show all conditions of these: all, kinds as Machine, or objects as Machine/name.")

  private static let showMachineSets = Flag<Bool>.toggle(
    "show-machinesets", help: "Show MachineSets between MachineDeployments and Machines.")

  private static let showResourceSets = Flag<Bool>.toggle(
    "show-resourcesets", help: "Show the ClusterResourceSets that were applied.")

  private static let showTemplates = Flag<Bool>.toggle(
    "show-templates", help: "Show the templates that Machines are made of.")

  private static let echo = Flag<Bool>.toggle(
    "echo", help: "Also show what only repeats the object above it.")

  private static let grouping = Flag<Bool>.toggle(
    "grouping", default: true, help: "Show Machines that say the same on one line.")

  private static let colour = Flag<Bool>.toggle(
    "color", "c", help: "Use colour, even where the output is no terminal.")

  private static let describeCluster = Verb(
    "cluster", "Show a cluster as a tree",
    details: """
      Each line is an object, what it says of itself and since when. On a terminal with less than 100 columns only \
      what is wrong is told, below its line.
      """,
    examples: [
      Example("One cluster", "capctl describe cluster demo"),
      Example(
        "With all that its machines say",
        "capctl describe cluster demo --show-conditions=Machine --grouping=false"),
    ],
    takes: [
      showConditions, showMachineSets, showResourceSets, showTemplates, echo, grouping, colour,
    ] + Session.flags,
    [
      Argument(
        "NAME", completion: .dynamic { typed in await Session.names(of: "clusters", for: typed) })
    ]
  ) { input in
    var options = ClusterTree.Options()
    options.conditionsOf = input[showConditions].flatMap { text in
      text.split(separator: ",").map(String.init)
    }
    options.showsMachineSets = input[showMachineSets]
    options.showsResourceSets = input[showResourceSets]
    options.showsTemplates = input[showTemplates]
    options.echoes = input[echo]
    options.groups = input[grouping]
    var terminal = input.console.outputTerminal
    let width = terminal?.width ?? .max
    if input[colour] { terminal = Terminal(width: width, hasColour: true) }
    let layout = TreeText(at: .now(), width: width, on: terminal)
    return try await Session.run(input) { session in
      let objects = try await ClusterGathering(session: session).objects(of: input.arguments[0])
      try input.console.write(layout.text(of: ClusterTree(of: objects, options).root))
      return .done
    }
  }
}
