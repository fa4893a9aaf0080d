// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Controllers
import Glibc
import HTTP
import Kube
import Log
import ManagementAPI
import Plane
import Serving
import Site

extension Verb {
  static let dataDirectory = Flag<String?>.optionalText(
    "data-dir",
    help: "The folder of all data; $XDG_DATA_HOME/capctl or ~/.local/share/capctl if not given."
  ).orEnvironment("CAPCTL_DATA_DIR").completed(by: .files)

  private static let listen = Flag<String>.text(
    "listen", default: "127.0.0.1:6444",
    help: "Where to serve the management API, as address:port; port 0 is any free one.")

  private static let tokenFile = Flag<String?>.optionalText(
    "token-file",
    help: """
      A file of bearer tokens, as kube-apiserver reads it: lines of token,user,uid,"group,group". \
      Members of system:masters may do everything, others may read.
      """
  ).completed(by: .files)

  static let logLevel = Flag<String?>.optionalText(
    "log-level", help: "The least of what is logged: debug, info, warning or error."
  ).orEnvironment("CAPCTL_LOG")

  static let logFormat = Flag<String?>.optionalText(
    "log-format", help: "How lines of the log look: text or json."
  ).orEnvironment("CAPCTL_LOG_FORMAT")

  private static let takeOver = Flag<Bool>.toggle(
    "take-over",
    help: "With --kubeconfig: also work on kinds that somebody else brought to that Kubernetes.")

  private static let env = Flag<[String]>.texts(
    "env",
    help: """
      A variable of this process that $<NAME> in committed objects may stand for, as NAME or \
      NAME=namespace; none may if not given.
      """)

  static let providerDirs = Flag<[String]>.texts(
    "provider-dir",
    help: """
      A folder of providers, each a folder with packs and perhaps crds; its packs take the place of those \
      that are built in.
      """)

  private static let configFile = Flag<String?>.optionalText(
    "config",
    help: """
      A file that says what flags say, by their names: repo: ssh://…, path: clusters. Flags that are given count \
      more.
      """
  ).orEnvironment("CAPCTL_CONFIG").completed(by: .files)

  static let up = Verb(
    "up", "Serve the management API, and make the clusters in it",
    details: """
      All data is kept in one folder, and one process uses it at a time. When everything is ready, the \
      file kubeconfig appears in it. SIGTERM and SIGINT end it well; a second signal ends it at once. \
      With --kubeconfig the objects are those of another Kubernetes, which crds install has prepared; of \
      several processes there one leads.

      With --repo the clusters are those of a git repository: what is committed is made, changed and \
      deleted.
      """,
    examples: [
      Example(
        "Serve, and use it", "capctl up &\nexport KUBECONFIG=~/.local/share/capctl/kubeconfig"),
      Example(
        "Follow a repository of clusters",
        "capctl up --repo ssh://git@example.com/fleet.git --path clusters --repo-secret deploy-key"),
      Example("With a file that says it all", "capctl up --config capctl.yaml"),
      Example("Serve from another folder, at any free port", "capctl up --data-dir d --listen :0"),
    ],
    takes: [
      dataDirectory, listen, repo, branch, path, interval, repoSecret, pruneGuard, remoteBase,
      maxRepoSize, configFile, tokenFile, logLevel, logFormat, kubeconfig, context, takeOver, env,
      providerDirs,
    ]
  ) { input in
    let log = try Logger.standard(
      level: input[logLevel], format: input[logFormat], environment: [:])
    var settings = Plane.Settings(directory: directory(input))
    let providers = try Providers(folders: input[providerDirs])
    settings.kinds = try .complete()
    try providers.add(to: &settings.kinds)
    settings.address = try ListenAddress.parse(input[listen])
    if let file = input[tokenFile] { try settings.tokens.read(file: file) }
    prepareForServing()
    let grants = EnvironmentGrants(input[env], from: input.console.environment)
    let abroad = try await abroad(input)
    var following = Following(input)
    following.wantsLabel = abroad != nil
    return try await serve(
      settings, abroad, grants, following, providers, log, on: input.console)
  }

  /// Nil where the objects are in our own store.
  private static func abroad(_ input: Invocation) async throws -> Abroad? {
    guard let file = input[kubeconfig] else { return nil }
    let environment = processEnvironment()
    let access = try ClusterAccess.find(
      kubeconfig: file, context: input[context], environment: environment)
    return try await Abroad(
      access, over: HTTPClient(environment: environment), mayTakeOver: input[takeOver])
  }

  private static func serve(
    _ settings: Plane.Settings, _ abroad: Abroad?, _ grants: EnvironmentGrants,
    _ following: Following, _ providers: Providers, _ log: Logger, on console: Console
  ) async throws -> ExitCode {
    let interruption = try Interruption()
    let plane = try await Plane(settings, log: log)
    let client: any KubeClient & Discoverable = abroad?.client ?? plane.api.client()
    try await following.repo?.follow(in: client)
    let fleet = await Fleet(
      over: plane, of: client, environment: grants, following: following, providers: providers,
      log: log)
    let telling = Task { await ProgressTeller(client, on: console, log).run() }
    let work = Task {
      guard let abroad else {
        await fleet.run()
        return true
      }
      let isWell = await abroad.run(log) { await fleet.run() }
      if !isWell { kill(getpid(), SIGTERM) }
      return isWell
    }
    let signal = await interruption.wait()
    log.info("shutting down", ["signal": signal])
    // Controllers end first: they would take a closing API for trouble.
    telling.cancel()
    work.cancel()
    let isWell = await work.value
    await plane.shutDown(within: .seconds(20))
    return isWell ? .done : .failed
  }

  /// The folder that a command is to use.
  static func directory(_ input: Invocation) -> String {
    input[dataDirectory] ?? DataDirectory.usual(input.console.environment)
  }
}
