// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Manifest

extension Verb {
  private static let files = Flag<[String]>.texts(
    "filename", "f", help: "A file to convert; - is standard input. May be given more than once."
  ).completed(by: .files)

  private static let printed = Flag<Bool>.toggle(
    "print", help: "Print the result, and leave the file as it is.")

  static let convert = Verb(
    "convert", "Write manifests in the newest version of each kind",
    details: """
      Clusters, machines and all else that capctl serves are rewritten to the version they are kept in; \
      comments, order and other objects stay. What a version has no place for is named, and left out.
      """,
    examples: [
      Example("Bring a file up to date", "capctl convert -f cluster.yaml"),
      Example(
        "See what would change", "capctl convert -f cluster.yaml --print | diff cluster.yaml -"),
    ],
    takes: [files, printed]
  ) { input in
    let names = input[files]
    guard !names.isEmpty else { throw ReadError("manifests", "no file is named; use -f FILE") }
    for name in names { try await convert(name, input.console, printing: input[printed]) }
    return .done
  }

  private static func convert(
    _ name: String, _ console: Console, printing: Bool
  ) async throws {
    let source = TemplateSource(name)
    let text = try await source.read()
    let rewrite = try Rewrite(Source(source.name, text: text))
    for lost in rewrite.lost {
      console.say("warning: \(lost) has no place in the newest version, and is left out")
    }
    guard case .file(let path) = source, !printing else { return try console.write(rewrite.text) }
    if rewrite.text != text { try WrittenFile(path).replace(with: rewrite.text) }
    let objects = rewrite.count == 1 ? "1 object" : "\(rewrite.count) objects"
    console.say("converted \(objects) in \(path)")
  }
}
