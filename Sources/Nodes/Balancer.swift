// SPDX-License-Identifier: Apache-2.0

import Archive
package import Docker

/// A cluster's load balancer: haproxy in a container of its own.
package struct Balancer: Sendable {
  private static let folder = "/usr/local/etc/haproxy"
  private static let name = "haproxy.cfg"

  private let engine: DockerEngine
  private let container: String

  package init(_ container: String, in engine: DockerEngine) {
    self.container = container
    self.engine = engine
  }

  /// What it is told to do now; nil before it was told anything.
  package func configuration() async throws(DockerError) -> String? {
    do throws(DockerError) {
      let files = try await engine.getFiles("\(Self.folder)/\(Self.name)", of: container)
      return files.first.map { String(decoding: $0.contents, as: UTF8.self) }
    } catch  where error.isNotFound {
      return nil
    }
  }

  /// Has it do what `configuration` says. A new process takes over the ports, the old one serves the
  /// connections it has to their end. One that haproxy would not take is not put there.
  /// - Returns: Whether anything was to be changed.
  @discardableResult
  package func apply(_ configuration: BalancerConfiguration) async throws -> Bool {
    try await apply(configuration.text)
  }

  /// The same with haproxy's own words.
  @discardableResult
  package func apply(_ text: String) async throws -> Bool {
    guard try await self.configuration() != text else { return false }
    // kind's own image has no shell: nothing but haproxy itself is run.
    try await put(text, as: "new.cfg")
    let words = ["haproxy", "-n", "4000", "-c", "-f", "\(Self.folder)/new.cfg"]
    let reply = try await engine.run(Exec(words), in: container)
    guard reply.status == 0 else {
      let complaint = String(decoding: reply.output + reply.errorOutput, as: UTF8.self)
      throw NodeError("configure load balancer \(container)", "haproxy says: \(complaint)")
    }
    try await put(text, as: Self.name)
    try await engine.killContainer(container, signal: "HUP")
    return true
  }

  private func put(_ text: String, as name: String) async throws {
    let file = TarFile(name, Array(text.utf8))
    try await engine.putFiles([file], into: Self.folder, of: container)
  }
}
