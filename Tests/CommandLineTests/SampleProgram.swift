// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Foundation

/// A program with something of everything, which tells what it was given.
enum Sample {
  enum Form: String, CaseIterable { case json, yaml }

  static let namespace = Flag<String>.text("namespace", "n", default: "default", help: "Where.")
  static let verbose = Flag<Bool>.toggle("verbose", "v", help: "Say more.")
  static let wide = Flag<Bool>.toggle("wide", "w", help: "Show more columns.").also("broad")
  static let form = Flag<Form?>.choice("output", "o", help: "One of json or yaml.")
  static let count = Flag<Int>.number("count", "c", default: 3, help: "How many.")
    .orEnvironment("SAMPLE_COUNT")
  static let file = Flag<String?>.optionalText("file", "f", help: "A file.").completed(by: .files)
  static let labels = Flag<[String]>.texts("label", "l", help: "Labels, any number of them.")
    .completed(by: .dynamic { typed in [Candidate(typed.word + "=blue", "by colour")] })

  static let get = Verb(
    "get", "Show things",
    details: "Shows the things that there are.\n\nThere may be none.",
    examples: [Verb.Example("Show all", "sample get"), Verb.Example("One", "sample get a")],
    takes: [form, count, file, labels, wide],
    [Argument("KIND", completion: .words(["apples", "pears"])), Argument("NAME", .any)]
  ) { input in
    let parts = [
      "ns=\(input[namespace])", "v=\(input[verbose])", "w=\(input[wide])",
      "o=\(input[form]?.rawValue ?? "-")", "c=\(input[count])", "f=\(input[file] ?? "-")",
      "l=\(input[labels])", "args=\(input.arguments)",
    ]
    try input.console.write(parts.joined(separator: " ") + "\n")
    return .done
  }

  static let root = Verb(
    "sample", "A program for tests", takes: [namespace, verbose],
    verbs: [get, Verb("group", "A group", verbs: [leaf, choose]), hidden, fails])

  private static let leaf = Verb("leaf", "A leaf", [Argument("NAME", .oneOrNone)]) { _ in .done }

  /// What is offered for a name depends on what was typed before.
  private static let names = Completion.dynamic { typed in
    let count = typed[count].map(String.init) ?? "?"
    return [
      Candidate(
        (typed.arguments + [typed[file]??.description ?? "-", count]).joined(separator: ","))
    ]
  }

  private static let choose = Verb(
    "choose", "Chooses", takes: [count, file],
    [Argument("KIND", completion: .words(["apples"])), Argument("NAME", .any, completion: names)]
  ) { _ in .done }

  private static let hidden = {
    var verb = Verb("secret", "Not shown") { _ in .notFound }
    verb.isHidden = true
    return verb
  }()

  private static let fails = Verb("fail", "Throws") { input in
    throw input[verbose] ? CancellationError() : CocoaError(.userCancelled)
  }
}

/// What a call wrote, and how it ended.
struct Answer: Equatable {
  var output = ""
  var words = ""
  var code: Int32 = 0
}

/// Runs the sample with its streams in files, so that nothing is a terminal.
func answer(_ words: [String], environment: [String: String] = [:]) async throws -> Answer {
  let (output, errors) = (try scratchFile(), try scratchFile())
  let console = Console(
    output: output.fileDescriptor, words: errors.fileDescriptor, environment: { environment[$0] })
  let code = await Program(Sample.root, console: console).run(words)
  return Answer(output: try text(of: output), words: try text(of: errors), code: code.rawValue)
}

/// A file that is nowhere to be found.
private func scratchFile() throws -> FileHandle {
  let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try Data().write(to: path)
  let file = try FileHandle(forUpdating: path)
  try FileManager.default.removeItem(at: path)
  return file
}

private func text(of file: FileHandle) throws -> String {
  try file.seek(toOffset: 0)
  return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
}
