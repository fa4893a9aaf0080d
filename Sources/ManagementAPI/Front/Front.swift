// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Manifest
package import Serving

/// The API over HTTP: requests in, what they ask for out.
package struct Front: Sendable {
  private let server: APIServer
  private let authenticator: Authenticator
  private let documents = Documents()

  package init(_ server: APIServer, _ authenticator: Authenticator) {
    self.server = server
    self.authenticator = authenticator
  }

  package func answer(_ request: ServerRequest) async -> ServerResponse {
    do throws(StatusError) {
      guard let (cluster, route) = Route.read(request.path) else { throw .noSuchResource() }
      if route == .health { return .plain("ok") }
      // API servers show no credentials to the webhooks that they ask.
      if route == .convert { return try convert(request, in: cluster) }
      let user = try user(of: request, in: cluster)
      switch route {
      case .resource(let address):
        try check(request, user, address, in: cluster)
        return try await answer(request, address, in: cluster, for: user)
      default: return try documents.answer(request, route, of: server.catalog(of: cluster))
      }
    } catch {
      return .failure(error)
    }
  }

  private func convert(
    _ request: ServerRequest, in cluster: String
  ) throws(StatusError) -> ServerResponse {
    guard request.method == "POST" else { throw .methodNotAllowed() }
    let review = try ConversionReview(request.body, server.catalog(of: cluster))
    return .json([JSON.bytes(review.answer)])
  }

  /// Who calls, or whom they may be taken for.
  private func user(
    of request: ServerRequest, in cluster: String
  ) throws(StatusError) -> User {
    let caller = try authenticator.user(of: request) {
      server.holder(of: $0, in: cluster)?.user
    }
    guard let wish = try Impersonation(request.headers) else { return caller }
    for (attempt, address) in wish.attempts {
      guard server.allows(caller, attempt, in: cluster) else {
        throw .forbidden(address, attempt.refusal(caller))
      }
    }
    return wish.user
  }

  private func check(
    _ request: ServerRequest, _ user: User, _ address: Address, in cluster: String
  ) throws(StatusError) {
    let isWatch = Query(request.query).flag("watch")
    let attempt = Attempt(request.method, at: address, isWatch: isWatch)
    guard server.allows(user, attempt, in: cluster) else {
      throw .forbidden(address, attempt.refusal(user))
    }
  }

  private func answer(
    _ request: ServerRequest, _ address: Address, in cluster: String, for user: User
  ) async throws(StatusError) -> ServerResponse {
    guard let presentation = Presentation.read(request.headers["Accept"]) else {
      throw .notAcceptable()
    }
    let query = Query(request.query)
    let context = try server.context(for: address, in: cluster)
    let included =
      query.text("includeObject").flatMap(Table.Included.init) ?? .metadata
    if request.method == "GET", query.flag("watch") {
      return try await stream(query, context, presentation, included)
    }
    let call = try CallReader(
      request: request, address: address, isNamespaced: context.kind.isNamespaced
    ).call()
    let caller = Caller(user: user, holder: authenticator.holder)
    let reply = try await server.client(of: cluster, for: caller).reply(to: call)
    let pieces = try presentation.json(of: reply, context, included)
    return .json(pieces, status: reply.created ? 201 : 200, warnings: reply.warnings)
  }

  private func stream(
    _ query: Query, _ context: Context, _ presentation: Presentation, _ included: Table.Included
  ) async throws(StatusError) -> ServerResponse {
    var options = try query.watch
    // One who wants no initial events, from no revision, wants what happens from now on.
    if query.text("sendInitialEvents") != nil, !options.sendsInitialEvents,
      ["", "0"].contains(options.resourceVersion ?? "")
    {
      options.resourceVersion = String(server.store.revision)
    }
    let feed = try server.client(of: context.cluster).feed(context.address, options)
    let events = EventStream(
      context: context, presentation: presentation, included: included,
      wantsBookmarks: options.allowsBookmarks || options.sendsInitialEvents)
    return ServerResponse(
      200, ["Content-Type": "application/json"],
      .stream { writer in
        try await events.write(feed, to: writer)
      })
  }
}

/// Which Kubernetes the API behaves like.
enum APIVersion {
  static let document: Value = [
    "major": "1", "minor": "31", "gitVersion": "v1.31.0+capctl", "gitCommit": "",
    "gitTreeState": "clean", "buildDate": "1970-01-01T00:00:00Z", "goVersion": "",
    "compiler": "swift", "platform": "linux/amd64",
  ]
}
