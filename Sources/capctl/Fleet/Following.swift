// SPDX-License-Identifier: Apache-2.0

import CommandLine
import GitOps
import HTTP
import Kube
import Plane
import Runtime
import Site

/// How a management plane follows git.
struct Following {
  /// What the command line names; nil where it names none, and only what was made before is followed.
  var repo: ManagementRepo?
  var pruneGuard = 20
  /// In bytes.
  var maxSize = 1 << 30
  /// Where kustomizations may take bases from.
  var remoteBases: [String] = []
  /// On a Kubernetes of others, only what carries our label is followed.
  var wantsLabel = false

  init() {}

  func controllers(
    _ site: Site, over plane: Plane, of client: any Discoverable
  ) async -> [Controller] {
    let http = HTTPClient(environment: processEnvironment())
    let depot = Depot(plane.directory.mirrors, over: http, maxSize: maxSize, meter: site.meter)
    var kit = GitOpsKit(site, depot: depot, api: client, over: http)
    kit.pruneGuard = pruneGuard
    kit.wantsLabel = wantsLabel
    kit.remoteBases = RemoteBaseRules(remoteBases)
    let hooks = kit.hooks
    plane.hooks.open { id, headers, body in hooks.call(id, { headers[$0] }, body) }
    kit.agentImage = "capctl/agent:v\(Version().number)"
    return await kit.controllers() + kit.agentControllers()
  }
}

extension Following {
  /// Reads the flags of `capctl up`.
  init(_ input: Invocation) {
    pruneGuard = input[Verb.pruneGuard]
    maxSize = input[Verb.maxRepoSize] << 20
    remoteBases = input[Verb.remoteBase]
    guard let url = input[Verb.repo] else { return }
    var repo = ManagementRepo(url)
    repo.branch = input[Verb.branch]
    repo.path = input[Verb.path]
    repo.interval = input[Verb.interval]
    repo.secret = input[Verb.repoSecret]
    self.repo = repo
  }
}
