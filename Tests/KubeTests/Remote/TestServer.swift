// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import Serving
import TestKit

/// The embedded API over TLS, and a client that reaches it there.
struct TestServer {
  static let machines = Resource(group: "test.capctl.dev", version: "v1", plural: "machines")
  static let configMaps = Resource(group: "", version: "v1", plural: "configmaps")

  let access: ClusterAccess
  let http: HTTPClient
  let api: APIServer
  /// The same API without HTTP in between.
  let local: LocalClient

  var client: RemoteClient { RemoteClient(access, over: http) }

  static var kinds: Catalog {
    var machine = ServedKind(
      group: machines.group, kind: "Machine", plural: machines.plural,
      versions: [ServedVersion("v1")], storageVersion: "v1")
    machine.versions[0].hasStatus = true
    machine.shortNames = ["ma"]
    var catalog = Catalog.core
    catalog.add(machine)
    return catalog
  }

  static func run(
    retention: Retention = Retention(), cluster: String = "",
    _ body: (TestServer) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { folder in
      let ca = try await TestCA(in: folder)
      let identity = try await ca.issue()
      let store = try Store(folder.appending(path: "store.db").path, retention: retention)
      let api = APIServer(store, kinds: kinds)
      let front = Front(api, Authenticator(tokens: [Secret("right"): .admin]))
      let server = try HTTPServer { await front.answer($0) }
      let address = try server.listen(
        at: .tcp("127.0.0.1", port: 0),
        as: ServerIdentity(
          certificates: String(contentsOf: identity.certificate, encoding: .utf8),
          key: Secret(String(contentsOf: identity.key, encoding: .utf8))))
      guard case .tcp(_, let port) = address else { throw TestFailure("listen", "no port") }
      let path = cluster.isEmpty ? "" : "/clusters/\(cluster)"
      var access = ClusterAccess(server: "https://127.0.0.1:\(port)\(path)")
      access.tls.onlyCAs = try Array(Data(contentsOf: ca.certificate))
      access.credentials = .token(Secret("right"))
      let http = HTTPClient(environment: [:])
      let test = TestServer(access: access, http: http, api: api, local: api.client(of: cluster))
      _ = try await test.local.create(
        Object(GroupVersionKind(group: "", version: "v1", kind: "Namespace"), name: "demo"),
        at: Address(Resource(group: "", version: "v1", plural: "namespaces")))
      try await body(test)
      await http.shutdown()
      await server.shutDown(within: .seconds(30))
    }
  }

  static func machine(_ name: String, spec: Value = [:]) -> Object {
    var object = Object(
      GroupVersionKind(group: machines.group, version: "v1", kind: "Machine"), namespace: "demo",
      name: name)
    object.spec = spec
    return object
  }

  static func at(_ name: String? = nil, _ subresource: String? = nil) -> Address {
    Address(machines, namespace: "demo", name: name, subresource: subresource)
  }
}

/// The error that some work ends in; nil where it ends well.
func refusal(_ work: () async throws -> Void) async throws -> StatusError? {
  do {
    try await work()
    return nil
  } catch let error as StatusError {
    return error
  }
}
