// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Views

extension Verb {
  private static let editForm = Flag<EditedObject.Form?>.choice(
    "output", "o", help: "As what the object is shown: yaml, if not given, or json.")

  private static let editManager = Flag<String>.text(
    "field-manager", default: "capctl-edit", help: "Whose the fields are that are changed.")

  static let edit = Verb(
    "edit", "Change an object in an editor",
    details: """
      The editor is $KUBE_EDITOR, $EDITOR or vi. What the API does not take is shown again, with the reason above it. \
      Only what was changed is written; where somebody else has changed the same meanwhile, nothing is, and the text \
      is kept. What follows from git goes back to what git says: change it there.
      """,
    examples: [
      Example("A cluster", "capctl edit cluster demo"),
      Example(
        "With an editor for once", "KUBE_EDITOR=nano capctl edit machinedeployment/demo-md-0"),
    ],
    takes: [editForm, editManager] + Session.flags,
    [ThingFlags.thing, ThingFlags.nameArgument]
  ) { input in
    try await Session.run(input) { session in
      let parts = try ThingWords(input.arguments).parts
      guard parts.contains(where: { !$0.names.isEmpty }) else {
        throw ViewError("edit", "no object is named", hint: "write KIND/NAME")
      }
      let editor = Editor(input.console.environment)
      for part in parts {
        let resource = try await session.kinds.resource(part.kind)
        for name in part.names {
          let editing = Editing(
            session: session, editor: editor, form: input[editForm] ?? .yaml,
            manager: input[editManager], target: Target(resource, session.namespace, name))
          try await editing.run()
        }
      }
      return .done
    }
  }
}
