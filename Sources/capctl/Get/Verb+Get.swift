// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Views

extension Verb {
  static let outputForm = Flag<String>.text(
    "output", "o", default: "", help: "One of \(OutputForm.known.joined(separator: ", "))."
  ).completed(by: .words(OutputForm.known))

  private static let watches = Flag<Bool>.toggle(
    "watch", "w", help: "Go on with what changes, until interrupted.")

  private static let watchesOnly = Flag<Bool>.toggle(
    "watch-only", help: "What changes from now on, without what there is.")

  private static let noHeaders = Flag<Bool>.toggle(
    "no-headers", help: "Leave out the names of the columns.")

  private static let showLabels = Flag<Bool>.toggle(
    "show-labels", help: "Show all labels as the last column.")

  private static let labelColumns = Flag<[String]>.texts(
    "label-columns", "L", help: "Labels to show as columns, with commas between.")

  private static let showManagedFields = Flag<Bool>.toggle(
    "show-managed-fields", help: "Keep metadata.managedFields in JSON and YAML.")

  private static let ignoreNotFound = Flag<Bool>.toggle(
    "ignore-not-found", help: "Succeed where a named object is not there.")

  static let get = Verb(
    "get", "Show objects, as the management API lays them out",
    details: """
      Kinds are named as kubectl names them: by plural, singular or short name, with their group behind a dot \
      where that is needed, several with commas between. The management API is that of --kubeconfig, else that of \
      capctl up on this machine, else the one that kubectl would use.
      """,
    examples: [
      Example("All clusters", "capctl get clusters -A"),
      Example("Machines of one, as they change", "capctl get machines -w"),
      Example("One object, whole", "capctl get cluster demo -o yaml"),
      Example("Several kinds", "capctl get machinedeployments,machinesets,machines"),
    ],
    takes: ThingFlags.all + Session.flags + [
      outputForm, watches, watchesOnly, noHeaders, showLabels, labelColumns, showManagedFields,
      ignoreNotFound,
    ],
    [ThingFlags.kindArgument, ThingFlags.nameArgument], verbs: [getKubeconfig]
  ) { input in
    let form = try OutputForm(input[outputForm])
    var shown = TableWriter.Shown()
    shown.header = !input[noHeaders]
    shown.labels = input[showLabels]
    shown.labelColumns = input[labelColumns].flatMap { text in
      text.split(separator: ",").map(String.init)
    }
    return try await Session.run(input) { session in
      let choice = try await Choice(input, session)
      shown.namespaces = choice.isEverywhere
      if case .table(true) = form { shown.isWide = true }
      let toldMissing = !input[ignoreNotFound]
      switch form {
      case .table:
        let getting = TableGetting(
          session: session, choice: choice, shown: shown, tellsMissing: toldMissing)
        if input[watches] || input[watchesOnly] {
          return try await getting.watch(withWhatIsThere: !input[watchesOnly])
        }
        return try await getting.run()
      default:
        guard !input[watches], !input[watchesOnly] else {
          throw ViewError("watch", "only tables can be watched", hint: "leave out -o, or -w")
        }
        let getting = ObjectGetting(
          session: session, choice: choice, keepsManagedFields: input[showManagedFields],
          tellsMissing: toldMissing)
        return try await getting.run(as: form, header: shown.header)
      }
    }
  }
}
