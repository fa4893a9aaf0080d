// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Log
import ManagementAPI
import Plane

extension Verb {
  private static let overwrite = Flag<Bool>.toggle(
    "force", help: "Replace the file if it is there already.")

  private static let replace = Flag<Bool>.toggle(
    "force", help: "Replace the store that is there already.")

  private static let file = Argument("FILE", completion: .files)

  static let backup = Verb(
    "backup", "Copy all objects into a file",
    details: """
      The copy is of one moment, whether the folder is being served or not, and holds secrets: only its \
      owner may read it.
      """,
    examples: [Example("Keep a copy of every day", "capctl backup capctl-$(date +%F).db")],
    takes: [dataDirectory, overwrite], [file]
  ) { input in
    prepareForServing()
    let path = input.arguments[0]
    let data = DataDirectory(directory(input))
    let summary = try uninterrupted { try Backup(path).write(data, force: input[overwrite]) }
    input.console.say("wrote \(path): \(summary.words)")
    return .done
  }

  static let restore = Verb(
    "restore", "Bring back all objects from a file that backup wrote",
    details: """
      The file is seen to be whole first; a damaged one changes nothing. Nothing may be serving the \
      folder meanwhile.
      """,
    examples: [Example("Begin again from a copy", "capctl restore capctl-2026-01-31.db")],
    takes: [dataDirectory, replace], [file]
  ) { input in
    prepareForServing()
    let path = input.arguments[0]
    let data = DataDirectory(directory(input))
    let summary = try uninterrupted { try Backup(path).restore(to: data, force: input[replace]) }
    input.console.say("restored \(path) to \(data.path): \(summary.words)")
    return .done
  }
}

extension StoreFile.Summary {
  fileprivate var words: String { "\(objects) objects, revision \(revision)" }
}
