// SPDX-License-Identifier: Apache-2.0

package import Log
package import ManagementAPI
package import Metrics
package import Serving

/// The management API of one data directory, served: at an address with TLS, and at a unix socket.
///
/// Dropping it breaks everything off; `shutDown` ends it well.
package final class Plane: Sendable {
  package let directory: DataDirectory
  /// Where it is served, with the port that was chosen.
  package let address: ListenAddress
  /// The API itself, for controllers in this process.
  package let api: APIServer
  package let metrics: MetricRegistry
  package let hooks: HookDoor

  private let lock: DirectoryLock
  private let server: HTTPServer
  private let work: [Task<Void, Never>]

  /// Starts to serve. When it returns, clients find all they need in the kubeconfig.
  package init(_ settings: Settings, log: Logger) async throws {
    directory = DataDirectory(settings.directory)
    metrics = MetricRegistry()
    try directory.make()
    lock = try DirectoryLock(directory)
    let kubeconfig = PrivateFile(directory.kubeconfig)
    kubeconfig.remove()

    let store = try Store(directory.store)
    let credentials = try await Credentials.load(in: directory, settings.wishes)
    let readerToken = try Tokens.kept(at: "\(directory.pki)/reader.token")
    var tokens = settings.tokens
    tokens.add(readerToken, .reader)

    let accountKey = try await AccountKey.kept(at: "\(directory.pki)/sa.key")
    let api = APIServer(
      store, kinds: settings.kinds, hosted: .core, tokens: TokenAuthority(accountKey))
    metrics.addProcess()
    store.register(in: metrics)
    let front = ObservedFront(api, Authenticator(tokens: tokens.roles), metrics, log: log)
    let limits = ServerLimits()
    let hooks = HookDoor()
    self.hooks = hooks
    let server = try HTTPServer(limits, refuse: { $0.statusResponse(limits) }) { request in
      if let answer = hooks.answer(request) { return answer }
      return await front.answer(request)
    }
    let address = try server.listen(at: settings.address, as: credentials.serverIdentity)
    try server.listen(at: .unix(directory.socket))
    self.api = api
    self.server = server
    self.address = address

    let publisher = Publisher(
      server: server, address: address, kubeconfig: kubeconfig, readerToken: readerToken, log: log)
    try await api.prepare()
    try publisher.write(credentials)
    // Both end with `shutDown`, or with the plane.
    work = [Task { await publisher.renew(credentials) }, Task { await api.tend() }]
    log.info(
      "serving", ["address": address, "socket": directory.socket, "revision": store.revision])
  }

  deinit { for task in work { task.cancel() } }

  /// Serves one of the clusters that live here, `namespace/name`, at an address of its own, where the
  /// certificates of its own authority count and no others. The identity is made for the first client.
  /// - Returns: The address, with the port that was chosen.
  package func open(
    _ cluster: String, at address: ListenAddress,
    identifiedBy identify: @escaping HTTPServer.Identify
  ) throws(ServingError) -> ListenAddress {
    try server.listen(at: address, under: "/clusters/\(cluster)", identifiedBy: identify)
  }

  /// Ends that, for those who have come in there too.
  package func close(_ address: ListenAddress) { server.close(address) }

  /// Takes no more requests, ends watches, and lets requests that are under way end until `limit`
  /// has passed.
  package func shutDown(within limit: Duration) async {
    for task in work { task.cancel() }
    // It says that the plane is ready, which it is no longer.
    PrivateFile(directory.kubeconfig).remove()
    await server.shutDown(within: limit)
  }
}
