// SPDX-License-Identifier: Apache-2.0

import API
import Glibc
import Kube
import Log
import Manifest

/// The repository whose objects a management plane is to have, as `capctl up` was told.
struct ManagementRepo: Sendable {
  static let namespace = "capctl-system"
  static let name = "management"

  var url: String
  var branch = "main"
  var path = ""
  var interval = "1m"
  /// The Secret to sign in with, in the same namespace.
  var secret: String?

  /// A folder of this machine may be given as it is.
  init(_ url: String) {
    let isLocal = url.hasPrefix("/") || url.hasPrefix("./") || url.hasPrefix("../") || url == "."
    guard isLocal, let real = unsafe realpath(url, nil) else {
      self.url = url
      return
    }
    defer { unsafe free(real) }
    self.url = unsafe "file://" + String(cString: real)
  }

  /// The namespace, the source and what is built of it, in the order in which they are made.
  private var objects: [Object] {
    let namespace = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Namespace"), name: Self.namespace)
    return [namespace, source, build]
  }

  var source: Object {
    var source = Object(Kind.gitRepository.at(), namespace: Self.namespace, name: Self.name)
    source.spec = [
      "url": .string(url), "ref": ["branch": .string(branch)], "interval": .string(interval),
    ]
    if let secret { source.spec["secretRef"] = ["name": .string(secret)] }
    return source
  }

  var build: Object {
    var build = Object(Kind.kustomization.at(), namespace: Self.namespace, name: Self.name)
    build.spec = [
      "sourceRef": ["kind": "GitRepository", "name": .string(Self.name)], "prune": true,
      "interval": "10m", "retryInterval": .string(interval), "path": .string("./\(path)"),
    ]
    return build
  }

  /// Makes the objects, or makes them say the same as the command line.
  func follow(in client: any KubeClient) async throws(StatusError) {
    var options = WriteOptions()
    options.fieldManager = "capctl-up"
    options.force = true
    for var object in objects {
      let resource: Resource
      switch object.kind {
      case Kind.gitRepository.kind: resource = Kind.gitRepository.resource()
      case Kind.kustomization.kind: resource = Kind.kustomization.resource()
      default: resource = Resource(group: "", version: "v1", plural: "namespaces")
      }
      object.metadata.labels[Annotations.sync] = "true"
      let address = Address(resource, namespace: object.namespace, name: object.name)
      _ = try await client.patch(.apply(object.value), at: address, options)
    }
  }
}
