// SPDX-License-Identifier: Apache-2.0

import CommandLine
import HTTP
import Kube
import Log
import Manifest
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

  private static let config = Flag<String?>.optionalText(
    "config",
    help: """
      A file of NAME: value pairs for variables that are in no environment; clusterctl's own, \
      $XDG_CONFIG_HOME/cluster-api/clusterctl.yaml, if not given.
      """
  ).completed(by: .files)

  private static let fromConfigMap = Flag<String?>.optionalText(
    "from-config-map", help: "The ConfigMap of the management API to read the template from.")

  private static let configMapNamespace = Flag<String?>.optionalText(
    "from-config-map-namespace", help: "Where it is; the context's namespace if not given.")

  private static let configMapKey = Flag<String>.text(
    "from-config-map-key", default: "template", help: "What of it is the template.")

  private static let kubeconfigContext = Flag<String?>.optionalText(
    "kubeconfig-context", help: "The context of that file to use; the current one if not given.")

  private static let commits = Flag<Bool>.toggle(
    "commit", help: "Write it into the management repository as PATH/NAME.yaml, and commit it.")

  private static let commitRepo = Flag<String>.text(
    "repo", default: ".", help: "With --commit: a folder in the clone of the management repository."
  ).completed(by: .files)

  private static let commitPath = Flag<String>.text(
    "path", default: "clusters", help: "With --commit: the folder for clusters in it.")

  static let generateCluster = Verb(
    "cluster", "Make the manifests of a cluster",
    details: """
      A template of a provider, or one of yours, gets its values from the flags and the environment. \
      Commit the result, or apply it. The flavors development and ha give the cluster an agent that follows the \
      platform repository at $PLATFORM_URL; ha has three control planes, which are replaced when they are silent.
      """,
    examples: [
      Example(
        "A cluster without machines, applied",
        "capctl generate cluster demo -i inmemory --kubernetes-version v1.30.0 "
          + "--worker-machine-count 3 | kubectl apply -f -"),
      Example(
        "A cluster of containers with an agent, committed",
        "PLATFORM_URL=https://git.example.com/platform.git capctl generate cluster demo "
          + "-i docker -f development --kubernetes-version v1.30.0 --commit"),
      Example(
        "See what a template needs", "capctl generate cluster demo -i inmemory --list-variables"),
    ],
    takes: [
      targetNamespace, kubernetesVersion, controlPlaneCount, workerCount, infrastructure, flavor,
      clusterFrom, fromConfigMap, configMapNamespace, configMapKey, kubeconfig, kubeconfigContext,
      dataDirectory, config, writeTo, listVariables, strict, commits, commitRepo, commitPath,
    ], [Argument("NAME")]
  ) { input in
    let file = try VariableFile(input[config], input.console.environment)
    let environment: @Sendable (String) -> String? = { file.value($0, input.console.environment) }
    let template = try await template(input)
    let wishes = try ClusterWishes(
      name: input.arguments[0], namespace: input[targetNamespace],
      version: input[kubernetesVersion], controlPlanes: input[controlPlaneCount],
      workers: input[workerCount], isHighlyAvailable: input[flavor] == "ha", environment)
    if input[listVariables] {
      let text = try Substitution(
        template.text, named: template.name, dialect: input[strict] ? .bash : .clusterctl)
      try input.console.write(text.variableList(known: wishes.values))
      return .done
    }
    var text = try template.objects(
      wishes.values, in: wishes.namespace, strict: input[strict], environment)
    if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
    try await put(text, input)
    return .done
  }

  private static func put(_ text: [UInt8], _ input: Invocation) async throws {
    guard input[commits] else {
      guard let path = input[writeTo] else { return try input.console.write(text) }
      return try WrittenFile(path).write(String(decoding: text, as: UTF8.self))
    }
    let name = input.arguments[0]
    let folder = input[commitPath].split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    let copy = try await WorkingCopy(containing: input[commitRepo])
    try await copy.check()
    let file = input[writeTo] ?? "\(folder.isEmpty ? "" : folder + "/")\(name).yaml"
    let commit = try await cancelledByInterrupt {
      try await copy.commit(
        String(decoding: text, as: UTF8.self), to: file, "Add cluster \(name)")
    }
    input.console.say("committed \(file) in \(copy.path) as \(commit)")
  }

  private static func template(_ input: Invocation) async throws -> ClusterTemplate {
    if let name = input[fromConfigMap] {
      guard input[clusterFrom] == nil, input[infrastructure] == nil, input[flavor].isEmpty else {
        throw GenerateError.severalTemplates
      }
      return try await template(inConfigMap: name, input)
    }
    switch (input[clusterFrom], input[infrastructure]) {
    case (let source?, nil) where input[flavor].isEmpty:
      return try await ClusterTemplate(TemplateSource(source))
    case (nil, let provider?):
      // A version may follow, which is the program's own here.
      let name = provider.split(separator: ":").first.map(String.init) ?? provider
      return try ClusterTemplate(infrastructure: name, flavor: input[flavor])
    case (nil, nil):
      throw UsageError(
        "capctl generate cluster", "no template is named", hint: "give --infrastructure or --from")
    default:
      throw GenerateError.severalTemplates
    }
  }

  private static func template(
    inConfigMap name: String, _ input: Invocation
  ) async throws -> ClusterTemplate {
    let http = HTTPClient(environment: processEnvironment())
    defer { Task { await http.shutdown() } }
    let (client, usual) = try ManagementAccess(
      kubeconfig: input[kubeconfig], context: input[kubeconfigContext], folder: directory(input)
    ).client(over: http)
    let address = Address(
      Resource(group: "", version: "v1", plural: "configmaps"),
      namespace: input[configMapNamespace] ?? usual, name: name)
    let key = input[configMapKey]
    let map = try await client.get(address)
    guard let text = map.value["data"]?[key]?.string else {
      let keys = map.value["data"]?.map?.keys.joined(separator: ", ") ?? ""
      throw GenerateError(
        "ConfigMap \(name) has no key \(key)", hint: keys.isEmpty ? nil : "it has \(keys)")
    }
    return ClusterTemplate(text, named: "ConfigMap \(name)")
  }
}
