// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Template

extension Verb {
  static let generate = Verb(
    "generate", "Make YAML from templates",
    verbs: [generateCluster, generatePlatform, generateRepo, generateYAML])

  private static let from = Flag<String>.text(
    "from", default: "-",
    help: "The file or address to read the template from; - is standard input."
  ).completed(by: .files)

  static let listVariables = Flag<Bool>.toggle(
    "list-variables", help: "List the variables of the template instead.")

  static let strict = Flag<Bool>.toggle(
    "strict",
    help: """
      Give each form of ${…} the meaning it has in bash, and not clusterctl's: ${A:+x} is x only if \
      A is set, ${A:?x} fails with x, ${A-x} and ${A: -1} work, lengths count characters.
      """)

  private static let generateYAML = Verb(
    "yaml", "Put values in the place of the ${VARIABLES} of a template",
    details: """
      Values come from the environment. The text stays as it is otherwise, comments included. \
      ${NAME} must be set; ${NAME:=default} need not be; $${NAME} is a literal ${NAME}.
      """,
    examples: [
      Example("Fill in a template", "capctl generate yaml --from cluster-template.yaml"),
      Example(
        "See what a template needs",
        "capctl generate yaml --from cluster-template.yaml --list-variables"),
      Example("Read it from a pipe", "cat cluster-template.yaml | capctl generate yaml"),
    ],
    takes: [from, listVariables, strict]
  ) { input in
    let source = TemplateSource(input[from])
    let template = try Substitution(
      await source.read(), named: source.name, dialect: input[strict] ? .bash : .clusterctl)
    if input[listVariables] {
      try input.console.write(template.variableNames)
    } else {
      let text = try template.expand(input.console.environment)
      try input.console.write(text.last == UInt8(ascii: "\n") ? text : text + "\n".utf8)
    }
    return .done
  }
}
