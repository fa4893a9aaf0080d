// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Log
import Manifest
import Views

/// One object in a person's editor, until the API has taken what became of it or the person gives up.
struct Editing {
  let session: Session
  let editor: Editor
  let form: EditedObject.Form
  let manager: String
  let target: Target

  func run() async throws {
    let object = try await session.get(target.resource, target.name)
    let edited = EditedObject(object, as: form)
    let file = try EditFile(for: target.name, as: form.rawValue)
    do {
      try await edit(edited, in: file)
      file.remove()
    } catch {
      let text = try? await file.read()
      if let text, EditedObject.body(of: text) != edited.body {
        session.console.say("A copy of your changes has been stored to \(file.path)")
      } else {
        file.remove()
      }
      throw error
    }
  }

  private func edit(_ object: EditedObject, in file: EditFile) async throws {
    var body = object.body
    var problems: [String] = []
    while true {
      try file.write(EditedObject.header(problems: problems) + body)
      try await editor.open(file.path)
      let saved = EditedObject.body(of: try await file.read())
      guard !EditedObject.isEmpty(saved) else { return cancelled("saved file was empty") }
      if !problems.isEmpty, saved == body {
        throw ViewError("edit \(target.plural)", "no valid changes were saved")
      }
      body = saved
      do {
        let patch = try object.patch(to: body)
        guard patch != [:] else { return cancelled("no changes made") }
        try await save(patch, of: object)
        return session.console.tell("\(target.title) edited\n")
      } catch let error as EditError {
        problems = error.problems
      } catch let error as StatusError where error.canBeMended {
        problems = error.problems
      }
      for problem in problems { session.console.say("error: \(problem)") }
    }
  }

  private func cancelled(_ why: String) { session.console.say("Edit cancelled, \(why).") }

  /// Writes what was changed, if it is still as it was when the person saw it.
  private func save(_ patch: Value, of object: EditedObject) async throws {
    var options = WriteOptions()
    options.fieldManager = manager
    options.fieldValidation = .strict
    while true {
      let current = try await session.get(target.resource, target.name)
      let clashes = object.clashes(of: patch, with: current)
      guard clashes.isEmpty else {
        throw ViewError(
          "edit \(target.plural)",
          "somebody else has changed \(clashes.map(\.description).joined(separator: ", ")) meanwhile",
          hint: "edit it anew")
      }
      var exact = patch
      // Where it becomes another between the look and the write, it is looked at again.
      if exact["metadata", "resourceVersion"] == nil {
        exact["metadata"] = (exact["metadata"] ?? [:]).applying(
          mergePatch: ["resourceVersion": .string(current.metadata.resourceVersion ?? "")])
      }
      do throws(StatusError) {
        var call = Call(.patch(.merge(exact)), at: target.address)
        call.write = options
        let answer = try await session.client.send(call)
        for warning in answer.warnings { session.console.say("warning: \(warning)") }
        return
      } catch {
        let isRace = error.isConflict && patch["metadata", "resourceVersion"] == nil
        guard isRace else { throw error }
      }
    }
  }
}

extension StatusError {
  /// Whether another text might be taken.
  fileprivate var canBeMended: Bool {
    isInvalid || reason == .badRequest || reason == .forbidden
  }

  fileprivate var problems: [String] {
    let causes = details.causes.filter { !$0.field.isEmpty }.map { "\($0.field): \($0.message)" }
    return causes.isEmpty ? message.split(separator: "\n").map(String.init) : causes
  }
}
