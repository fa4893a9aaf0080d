// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Kube
import ManagementAPI
import Manifest
import Spawn
import TestKit

/// The APIs that are compared: the embedded one from within its process, `capctl up` over HTTPS, and
/// a real kube-apiserver.
struct Backends {
  let local: any KubeClient
  let remote: any KubeClient
  let real: any KubeClient

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  /// Starts all of them, each with the kinds that scenarios use.
  static func run(_ body: (Backends) async throws -> Void) async throws {
    let http = HTTPClient(environment: [:])
    try await withKubeAPIServer { real in
      try await withEmbeddedServer { embedded in
        try await withTemporaryDirectory { folder in
          let server = APIServer(
            try Store(folder.appending(path: "store.db").path), kinds: .core)
          try await server.prepare()
          let caretaker = Task { await server.tend() }
          defer { caretaker.cancel() }
          let backends = Backends(
            local: server.client(),
            remote: try client(embedded, over: http), real: try client(real, over: http))
          for api in [backends.local, backends.remote, backends.real] {
            try await makeKinds(on: api)
          }
          try await body(backends)
        }
      }
    }
    await http.shutdown()
  }

  /// Lends `body` the kubeconfig of a `capctl up` of its own.
  static func withEmbeddedServer(_ body: (URL) async throws -> Void) async throws {
    try await withTemporaryDirectory { folder in
      let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "capctl").path
      var command = Command(
        program, ["up", "--data-dir", folder.path, "--listen", "127.0.0.1:0"])
      command.environment = .exactly(Sanitizer.settings)
      let kubeconfig = folder.appending(path: "kubeconfig")
      try await Daemon.run(command, until: .exists(path: kubeconfig.path)) { _ in
        try await body(kubeconfig)
      }
    }
  }

  private static func client(_ kubeconfig: URL, over http: HTTPClient) throws -> RemoteClient {
    var options = RemoteOptions()
    options.rate = nil
    return RemoteClient(
      try ClusterAccess.find(kubeconfig: kubeconfig.path, environment: [:]), over: http, options)
  }

  static func makeKinds(on kubeconfig: URL) async throws {
    let http = HTTPClient(environment: [:])
    try await makeKinds(on: client(kubeconfig, over: http))
    await http.shutdown()
  }

  /// The kinds of kinds.yaml. What is there already, from another test, stays.
  static func makeKinds(on api: any KubeClient) async throws {
    let definitions = Resource(
      group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions")
    let text = try String(contentsOf: folder.appending(path: "kinds.yaml"), encoding: .utf8)
    for document in Source("kinds.yaml", text: text).documents() {
      let definition = Object(try document.get().value)
      let address = Address(definitions, name: definition.name)
      if try await api.find(address) == nil {
        _ = try await api.create(definition, at: Address(definitions))
      }
      try await eventually("\(definition.name) is established") {
        try await api.get(address).isTrue("Established")
      }
    }
    // A kind that is established may still need a moment to be served.
    let gizmos = Resource(group: "conf.capctl.dev", version: "v1", plural: "gizmos")
    let racks = Resource(group: "conf.capctl.dev", version: "v1", plural: "racks")
    let zones = Resource(group: "conf.capctl.dev", version: "v2", plural: "zones")
    for resource in [gizmos, racks, zones] {
      try await eventually("\(resource) are served") {
        (try? await api.list(Address(resource))) != nil
      }
    }
  }
}
