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
  private static let merge = Flag<Bool>.toggle(
    "merge",
    help: """
      Put it into the kubeconfig that kubectl uses, $KUBECONFIG or ~/.kube/config, and make it the current \
      context.
      """)

  static let getKubeconfig = Verb(
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
    takes: [merge] + Session.flags,
    [
      Argument(
        "NAME", completion: .dynamic { typed in await Session.names(of: "clusters", for: typed) })
    ]
  ) { input in
    try await Session.run(input) { session in
      try await kubeconfig(of: input.arguments[0], input, session)
    }
  }

  private static func kubeconfig(
    of name: String, _ input: Invocation, _ session: Session
  ) async throws -> ExitCode {
    let key = Key(namespace: session.namespace, name: name)
    let text: String
    do {
      text = try await ClusterKubeconfig(of: key, in: session.client).text()
    } catch let error as ClusterKubeconfig.Missing {
      input.console.complain(of: error)
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
}
