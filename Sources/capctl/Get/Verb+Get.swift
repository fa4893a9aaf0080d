// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import HTTP
import Kube
import Log
import Manifest
import Plane
import Runtime
import Site

extension Verb {
  static let get = Verb(
    "get", "Show what the management API holds", verbs: [getKubeconfig])

  private static let clusterNamespace = Flag<String?>.optionalText(
    "namespace", "n", help: "The namespace of the cluster; that of the context if not given.")

  private static let merge = Flag<Bool>.toggle(
    "merge",
    help: """
      Put it into the kubeconfig that kubectl uses, $KUBECONFIG or ~/.kube/config, and make it the current \
      context.
      """)

  private static let getKubeconfig = Verb(
    "kubeconfig", "Print the kubeconfig of a cluster that was made",
    details: """
      Whoever has it may do everything in that cluster. The management API is that of --kubeconfig, else \
      that of capctl up on this machine, else the one that kubectl would use. With --merge other entries stay as \
      they are; kubectl config delete-context takes the new ones out again.
      """,
    examples: [
      Example(
        "Use a cluster",
        "capctl get kubeconfig demo >demo.conf\nkubectl --kubeconfig demo.conf get nodes"),
      Example("Make it the one that kubectl uses", "capctl get kubeconfig demo --merge"),
    ],
    takes: [clusterNamespace, merge, dataDirectory, kubeconfig, context],
    [Argument("NAME", completion: .dynamic { _ in await clusterNames() })]
  ) { input in
    let http = HTTPClient(environment: processEnvironment())
    defer { Task { await http.shutdown() } }
    let (client, usual) = try ManagementAccess(
      kubeconfig: input[kubeconfig], context: input[context], folder: directory(input)
    ).client(over: http)
    let key = Key(namespace: input[clusterNamespace] ?? usual, name: input.arguments[0])
    let text: String
    do {
      text = try await ClusterKubeconfig(of: key, in: client).text()
    } catch let error as ClusterKubeconfig.Missing {
      input.console.say("error: \(error)")
      if let hint = error.hint { input.console.say("hint: \(hint)") }
      return .notFound
    }
    guard input[merge] else {
      try input.console.write(text)
      return .done
    }
    let file = try UserKubeconfig(in: input.console.environment)
    let name = try file.add(text)
    input.console.say("set context \(name) in \(file.path), and made it the current one")
    return .done
  }

  /// What a shell offers: the clusters there are, where somebody answers.
  private static func clusterNames() async -> [Candidate] {
    let http = HTTPClient(environment: processEnvironment())
    let access = ManagementAccess(
      kubeconfig: nil, context: nil, folder: DataDirectory.usual(processEnvironment))
    guard let client = try? access.client(over: http).client,
      let list = try? await client.list(Address(Kind.cluster.resource()))
    else { return [] }
    await http.shutdown()
    return list.items.map { Candidate($0.name, $0.namespace ?? "") }
  }
}
