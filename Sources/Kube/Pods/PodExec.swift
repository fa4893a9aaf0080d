// SPDX-License-Identifier: Apache-2.0

/// A program to run in a container.
package struct PodExec: Sendable {
  package var namespace: String
  package var pod: String
  /// Nil where the pod has one only, or says which is meant.
  package var container: String?
  package var command: [String]
  /// What it reads. Before Kubernetes 1.30 servers cannot tell it where that ends.
  package var input: [UInt8]?
  /// For all of it.
  package var deadline: Duration? = .seconds(60)
  /// The most that is kept of each stream; more is an error.
  package var limit = 16 << 20

  package init(_ command: [String], namespace: String, pod: String, container: String? = nil) {
    self.command = command
    self.namespace = namespace
    self.pod = pod
    self.container = container
  }

  package enum Stream: Sendable, Hashable { case output, error }

  /// How it ended.
  package struct Result: Sendable, Hashable {
    package var exitCode: Int32
    package var output: [UInt8] = []
    package var error: [UInt8] = []

    package init(exitCode: Int32, output: [UInt8] = [], error: [UInt8] = []) {
      self.exitCode = exitCode
      self.output = output
      self.error = error
    }

    package var isSuccess: Bool { exitCode == 0 }
    package var text: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: error, as: UTF8.self) }
  }

  var address: Address {
    Address(Resource.pods, namespace: namespace, name: pod, subresource: "exec")
  }

  var target: String {
    var query: QueryPairs = [("stdout", "true"), ("stderr", "true")]
    if input != nil { query.append(("stdin", "true")) }
    if let container { query.append(("container", container)) }
    query += command.map { ("command", $0) }
    return address.encodedPath + encoded(query)
  }
}

extension Resource {
  package static let pods = Resource(group: "", version: "v1", plural: "pods")
}
