// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Log
import Manifest
import Views

extension Verb {
  static let filenames = Flag<[String]>.texts(
    "filename", "f",
    help: "A file, a folder, an address or - for standard input. May be given more than once."
  ).completed(by: .files)

  static let recursive = Flag<Bool>.toggle(
    "recursive", "R", help: "Of folders take the folders in them too.")

  enum DryRun: String, CaseIterable { case none, server }

  static let dryRun = Flag<DryRun?>.choice(
    "dry-run", help: "server: let the API check everything, and change nothing.")

  private static let fieldManager = Flag<String>.text(
    "field-manager", default: "capctl", help: "Whose the fields are that the files set.")

  private static let forceConflicts = Flag<Bool>.toggle(
    "force-conflicts", help: "Take over fields that somebody else set.")

  private static let serverSide = Flag<Bool>.toggle(
    "server-side", default: true, help: "As it always is; for whoever is used to say so.")

  static let apply = Verb(
    "apply", "Make objects as files say they are to be",
    details: """
      Server-side apply: of each object the fields that the files set are this command's, and what it set before and \
      no longer does goes. What is to last belongs into the management repository.
      """,
    examples: [
      Example("A cluster", "capctl apply -f cluster.yaml"),
      Example(
        "From a template", "capctl generate cluster demo -i inmemory | capctl apply -f -"),
      Example("See whether it would be taken", "capctl apply -f clusters/ -R --dry-run=server"),
    ],
    takes: [filenames, recursive, dryRun, fieldManager, forceConflicts, serverSide] + Session.flags
  ) { input in
    let names = input[filenames]
    guard !names.isEmpty else { throw UsageError("capctl apply", "must specify one of -f") }
    guard input[serverSide] else {
      throw ViewError(
        "apply", "it is never done on the client's side", hint: "leave out --server-side=false")
    }
    let entries = try await ManifestFiles(names, isRecursive: input[recursive]).entries()
    var options = WriteOptions()
    options.fieldManager = input[fieldManager]
    options.force = input[forceConflicts]
    options.isDryRun = input[dryRun] == .server
    options.fieldValidation = .strict
    return try await Session.run(input) { session in
      try await Applying(session: session, options: options).run(entries)
    }
  }
}

/// Brings objects to an API, one after another: what is wrong with one keeps no other back.
private struct Applying {
  let session: Session
  let options: WriteOptions

  func run(_ entries: [ManifestFiles.Entry]) async throws -> ExitCode {
    var isWell = true
    for entry in entries {
      do {
        try await apply(entry)
      } catch let error as StatusError {
        if error.isUnreachable || error.isCancelled { throw error }
        session.console.complain(of: entry.located(hinted(error)))
        isWell = false
      }
    }
    return isWell ? .done : .failed
  }

  private func hinted(_ error: StatusError) -> StatusError {
    guard error.isConflict, error.hint == nil, !error.details.causes.isEmpty else { return error }
    var error = error
    error.hint = "--force-conflicts takes these fields over"
    return error
  }

  private func apply(_ entry: ManifestFiles.Entry) async throws {
    var object = entry.object
    let resource = try await session.kinds.resource(of: object)
    if resource.isNamespaced, object.namespace == nil {
      object.metadata.namespace = session.namespace
    }
    guard !object.name.isEmpty else {
      throw StatusError.badRequest("resource name may not be empty")
    }
    // Nobody says of these what they are when they are applied.
    for field in ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation"] {
      object.value["metadata"]?[field] = nil
    }
    let address = resource.address(namespace: object.namespace, name: object.name)
    let old = try await session.client.find(address)
    var call = Call(.patch(.apply(object.value)), at: address)
    call.write = options
    let answer = try await session.client.send(call)
    for warning in answer.warnings { session.console.say("warning: \(warning)") }
    let new = Object(answer.value)
    // What was only tried has the revision that it had before.
    let isSame =
      options.isDryRun
      ? old?.shown() == new.shown()
      : old?.metadata.resourceVersion == new.metadata.resourceVersion
    let word = old == nil ? "created" : isSame ? "unchanged" : "configured"
    let mode = options.isDryRun ? " (server dry run)" : ""
    try session.console.write("\(resource.title)/\(object.name) \(word)\(mode)\n")
  }
}
