// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Template

extension Verb {
  private static let targetNamespace = Flag<String?>.optionalText(
    "target-namespace", "n",
    help: "The namespace of the objects; default, or the template's own, if not given.")

  private static let kubernetesVersion = Flag<String?>.optionalText(
    "kubernetes-version",
    help: "The version of Kubernetes; $KUBERNETES_VERSION if not given.")

  private static let controlPlaneCount = Flag<String?>.optionalText(
    "control-plane-machine-count",
    help: "How many control planes; $CONTROL_PLANE_MACHINE_COUNT or 1 if not given.")

  private static let workerCount = Flag<String?>.optionalText(
    "worker-machine-count", help: "How many workers; $WORKER_MACHINE_COUNT or 0 if not given.")

  private static let infrastructure = Flag<String?>.optionalText(
    "infrastructure", "i", help: "Whose machines: the provider that the template is for.")

  private static let flavor = Flag<String>.text(
    "flavor", "f", default: "", help: "Which of the provider's templates.")

  private static let clusterFrom = Flag<String?>.optionalText(
    "from", help: "The file or address to read the template from; - is standard input."
  ).completed(by: .files)

  private static let writeTo = Flag<String?>.optionalText(
    "write-to", help: "The file to write to, instead of standard output."
  ).completed(by: .files)

  static let generateCluster = Verb(
    "cluster", "Make the manifests of a cluster",
    details: """
      A template of a provider, or one of yours, gets its values from the flags and the environment. \
      Commit the result, or apply it.
      """,
    examples: [
      Example(
        "A cluster without machines, applied",
        "capctl generate cluster demo -i inmemory --kubernetes-version v1.30.0 "
          + "--worker-machine-count 3 | kubectl apply -f -"),
      Example(
        "See what a template needs", "capctl generate cluster demo -i inmemory --list-variables"),
    ],
    takes: [
      targetNamespace, kubernetesVersion, controlPlaneCount, workerCount, infrastructure, flavor,
      clusterFrom, writeTo, listVariables, strict,
    ], [Argument("NAME")]
  ) { input in
    let template = try await template(input)
    let environment = input.console.environment
    let wishes = try ClusterWishes(
      name: input.arguments[0], namespace: input[targetNamespace],
      version: input[kubernetesVersion], controlPlanes: input[controlPlaneCount],
      workers: input[workerCount], environment)
    if input[listVariables] {
      let text = try Substitution(
        template.text, named: template.name, dialect: input[strict] ? .bash : .clusterctl)
      try input.console.write(text.variableList(known: wishes.values))
      return .done
    }
    var text = try template.objects(
      wishes.values, in: wishes.namespace, strict: input[strict], environment)
    if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
    guard let path = input[writeTo] else {
      try input.console.write(text)
      return .done
    }
    try WrittenFile(path).write(String(decoding: text, as: UTF8.self))
    return .done
  }

  private static func template(_ input: Invocation) async throws -> ClusterTemplate {
    switch (input[clusterFrom], input[infrastructure]) {
    case (let source?, nil) where input[flavor].isEmpty:
      return try await ClusterTemplate(TemplateSource(source))
    case (nil, let provider?):
      // A version may follow, which is the program's own here.
      let name = provider.split(separator: ":").first.map(String.init) ?? provider
      return try ClusterTemplate(infrastructure: name, flavor: input[flavor])
    case (nil, nil):
      throw GenerateError("no template is named", hint: "give --infrastructure or --from")
    default:
      throw GenerateError(
        "invalid cluster template source: only one template can be used at time",
        hint: "leave out --from, or --infrastructure and --flavor")
    }
  }
}
