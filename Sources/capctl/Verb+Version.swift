// SPDX-License-Identifier: Apache-2.0

import CommandLine

extension Verb {
  private enum Format: String, CaseIterable { case json, yaml }

  private static let format = Flag<Format?>.choice("output", "o", help: "One of json or yaml.")

  static let version = Verb(
    "version", "Print the version",
    examples: [
      Example("Print which capctl this is", "capctl version"),
      Example("Print it for a program to read", "capctl version -o json"),
    ],
    takes: [format]
  ) { input in
    let version = Version()
    let text =
      switch input[format] {
      case nil: version.line
      case .json: version.json
      case .yaml: version.yaml
      }
    try input.console.write(text)
    return .done
  }
}

extension Version {
  fileprivate var line: String {
    "capctl \(number)" + (commit.isEmpty ? "" : " (\(commit))") + " \(platform)\n"
  }

  // None of the values holds anything that needs an escape, in either notation.
  private var fields: [(name: String, value: String)] {
    [("version", number), ("commit", commit), ("platform", platform)]
  }

  fileprivate var json: String {
    let lines = fields.map { "  \"\($0.name)\": \"\($0.value)\"" }
    return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
  }

  fileprivate var yaml: String {
    fields.map { "\($0.name): \"\($0.value)\"\n" }.joined()
  }
}
