// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import HTTP
import Kube
import Plane

extension Verb {
  static let kubeconfig = Flag<String?>.optionalText(
    "kubeconfig", help: "The file that says how to reach the API server; else $KUBECONFIG."
  ).completed(by: .files)

  static let context = Flag<String?>.optionalText(
    "context", help: "The context of that file to use; the current one if not given."
  ).also("kubeconfig-context")

  private static let url = Flag<String?>.optionalText(
    "url",
    help: """
      Where the API server reaches capctl up, as https://host:port. Without it only the newest version \
      of each kind is served there.
      """)

  static let crds = Verb(
    "crds", "Bring the definitions of capctl's kinds to a Kubernetes", verbs: [install])

  private static let install = Verb(
    "install", "Install the definitions, or bring them up to date",
    details: """
      A definition that somebody else made is named, and left alone. With --url the API server asks capctl \
      up for older versions, and trusts it by the authority in its data folder.
      """,
    examples: [
      Example("Newest versions only", "capctl crds install --kubeconfig admin.conf"),
      Example("All versions", "capctl crds install --url https://10.0.0.5:6444"),
    ],
    takes: [kubeconfig, context, url, dataDirectory]
  ) { input in
    let environment = processEnvironment()
    let access = try ClusterAccess.find(
      kubeconfig: input[kubeconfig], context: input[context], environment: environment)
    let http = HTTPClient(environment: environment)
    let installer = DefinitionInstaller(RemoteClient(access, over: http))
    let webhook = try input[url].map { url in
      ConversionWebhook(url: url, authority: try DataDirectory(directory(input)).authority())
    }
    try await install(installer, webhook, input.console)
    await http.shutdown()
    return .done
  }

  private static func install(
    _ installer: DefinitionInstaller, _ webhook: ConversionWebhook?, _ console: Console
  ) async throws {
    var ours: [Kind] = []
    for kind in Kinds.all {
      let outcome = try await installer.install(kind, webhook)
      let subject = "customresourcedefinition.apiextensions.k8s.io/\(kind.definitionName)"
      if outcome == .foreign {
        console.say("warning: \(subject) was made by somebody else, and is left alone")
      } else {
        try console.write("\(subject) \(outcome)\n")
        ours.append(kind)
      }
    }
    for kind in ours { try await installer.established(kind, within: .seconds(60)) }
  }
}
