// SPDX-License-Identifier: Apache-2.0

import CommandLine
import HTTP
import Kube
import Log
import Manifest
import Plane

/// The management API, as a verb asks it: who answers, and what counts where a person says nothing.
struct Session {
  let client: RemoteClient
  let kinds: KindFinder
  /// Where objects are that no namespace is said of.
  let namespace: String
  let console: Console

  static let namespaceFlag = Flag<String?>.optionalText(
    "namespace", "n", help: "The namespace to look in; that of the context if not given."
  ).completed(by: .dynamic { typed in await names(of: "namespaces", for: typed) })

  /// Those of every verb that asks.
  static let flags: [any FlagDeclaration] = [
    namespaceFlag, Verb.dataDirectory, Verb.kubeconfig, Verb.context,
  ]

  /// Runs `body` with a session for the flags of a call.
  static func run(
    _ input: Invocation, _ body: (Session) async throws -> ExitCode
  ) async throws -> ExitCode {
    let access = ManagementAccess(
      kubeconfig: input[Verb.kubeconfig], context: input[Verb.context],
      folder: Verb.directory(input))
    let http = HTTPClient(environment: processEnvironment())
    do {
      let session = try Session(
        access, over: http, namespace: input[namespaceFlag], console: input.console)
      let code = try await body(session)
      await http.shutdown()
      return code
    } catch {
      await http.shutdown()
      throw explained(error)
    }
  }

  private init(
    _ access: ManagementAccess, over http: HTTPClient, namespace: String?, console: Console
  ) throws {
    let found = try access.found()
    var options = RemoteOptions()
    options.rate = nil
    client = RemoteClient(found.access, over: http, options)
    kinds = KindFinder(client, isOwn: found.isOwn)
    self.namespace = namespace ?? found.access.namespace
    self.console = console
  }

  /// The names there are of a kind where a line says so far, for a shell to offer: none where nobody answers.
  static func names(of kind: String, for typed: TypedLine) async -> [Candidate] {
    let http = HTTPClient(environment: processEnvironment())
    let access = ManagementAccess(
      kubeconfig: typed[Verb.kubeconfig] ?? nil, context: typed[Verb.context] ?? nil,
      folder: (typed[Verb.dataDirectory] ?? nil) ?? DataDirectory.usual(processEnvironment))
    var found: [Candidate] = []
    if let session = try? Session(
      access, over: http, namespace: typed[namespaceFlag] ?? nil, console: Console()),
      let resource = try? await session.kinds.resource(kind)
    {
      let place = resource.address(namespace: session.namespace)
      found = ((try? await session.client.names(place)) ?? []).map { Candidate($0) }
    }
    await http.shutdown()
    return found
  }

  /// An answer that did not come is most often one of a server that does not run.
  private static func explained(_ error: any Error) -> any Error {
    guard var status = error as? StatusError, status.isUnreachable else { return error }
    let question = "is capctl up running? --data-dir and --kubeconfig say which one is meant"
    status.hint = status.hint.map { "\($0); \(question)" } ?? question
    return status
  }
}

extension Session {
  /// A call, and what it was for where it fails.
  func call<Result>(
    _ action: String, _ body: () async throws(StatusError) -> Result
  ) async throws(StatusError) -> Result {
    do throws(StatusError) {
      return try await body()
    } catch {
      var error = error
      if error.attempt.isEmpty || error.isUnreachable { error.attempt = action }
      throw error
    }
  }

  /// Reads an object; one that is not there is told with what is.
  func get(_ resource: APIResource, _ name: String) async throws(StatusError) -> Object {
    let address = resource.address(namespace: namespace, name: name)
    return try await finding(resource, name) { () async throws(StatusError) in
      try await client.get(address)
    }
  }

  /// The same for any call about one object.
  func finding<Result>(
    _ resource: APIResource, _ name: String, _ body: () async throws(StatusError) -> Result
  ) async throws(StatusError) -> Result {
    let address = resource.address(namespace: namespace, name: name)
    do throws(StatusError) {
      return try await call("find \(address)", body)
    } catch {
      guard error.isNotFound, error.hint == nil else { throw error }
      var error = error
      error.hint = await hint(for: name, resource)
      throw error
    }
  }

  /// Where else it may be, or what it may be called.
  private func hint(for name: String, _ resource: APIResource) async -> String? {
    guard let all = try? await client.listAll(resource.address()).items else { return nil }
    let elsewhere = all.filter { $0.name == name }.compactMap(\.namespace).sorted()
    if let place = elsewhere.first { return "one of that name is in namespace \(place)" }
    let beside = all.filter { !resource.isNamespaced || $0.namespace == namespace }.map(\.name)
    if let close = beside.closest(to: name) { return "did you mean \"\(close)\"?" }
    guard !beside.isEmpty else { return nil }
    let shown = beside.sorted().prefix(5).joined(separator: ", ")
    let verb = beside.count == 1 ? "is" : "are"
    return "there \(verb) \(shown)\(beside.count > 5 ? " and \(beside.count - 5) more" : "")"
  }
}
