// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import GitOps
import HTTP
import Kube
import Log
import Runtime
import Site

extension Verb {
  private static let home = "/var/lib/capctl-agent"

  private static let agentData = Flag<String>.text(
    "data-dir", default: home, help: "The folder of the copies of repositories."
  ).completed(by: .files)

  static let agent = Verb(
    "agent", "Bring a cluster what its git repository says",
    details: """
      What runs in each cluster that a GitOpsAgent of the type capctl matches, with the rights of its \
      service account. It follows the GitRepositories and Kustomizations of the cluster it runs in, or \
      of the one that --kubeconfig leads to. Only one is to run in a cluster.
      """,
    examples: [
      Example("Run in a pod, as the agent's Deployment does", "capctl agent"),
      Example(
        "Look after a cluster from outside",
        "capctl agent --kubeconfig demo.kubeconfig --data-dir agent"),
    ],
    takes: [agentData, kubeconfig, context, remoteBase, maxRepoSize, logLevel, logFormat]
  ) { input in
    let log = try Logger.standard(
      level: input[logLevel], format: input[logFormat], environment: [:])
    let environment = processEnvironment()
    let access = try ClusterAccess.find(
      kubeconfig: input[kubeconfig], context: input[context], environment: environment)
    prepareForServing()
    let interruption = try Interruption()
    let work = Task { [folder = input[agentData], following = Following(agent: input)] in
      await following.work(access, in: folder, log)
    }
    let signal = await interruption.wait()
    log.info("shutting down", ["signal": signal])
    work.cancel()
    await work.value
    return .done
  }
}

extension Following {
  /// Reads the flags of `capctl agent`.
  fileprivate init(agent input: Invocation) {
    remoteBases = input[Verb.remoteBase]
    maxSize = input[Verb.maxRepoSize] << 20
  }

  /// Follows what another API holds, until the task is cancelled.
  fileprivate func work(_ access: ClusterAccess, in folder: String, _ log: Logger) async {
    let http = HTTPClient(environment: processEnvironment())
    let client = RemoteClient(access, over: http)
    var options = InformerOptions()
    options.log = log
    let informers = Informers(client, options)
    let events = EventRecorder(client, component: "capctl-agent")
    let site = Site(
      client: client, informers: informers, events: events, workloads: NoWorkloads(), log: log)
    let depot = Depot("\(folder)/git", over: http, maxSize: maxSize)
    var kit = GitOpsKit(site, depot: depot, api: client, over: http)
    kit.remoteBases = RemoteBaseRules(remoteBases)
    log.info("following", ["server": access.server])
    await ControllerHost(await kit.controllers(), over: informers).run()
    await events.flush()
  }
}
