// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Docker
import Manifest

/// A node's container on its way from its start to where bootstrap data can be run.
package struct ContainerBoot: Sendable {
  private let transport: ContainerTransport
  private var engine: DockerEngine { transport.engine }
  private var container: String { transport.container }

  package init(of transport: ContainerTransport) { self.transport = transport }

  /// Waits until its services are up, containerd among them, as systemd tells on the container's terminal.
  /// A container that ends meanwhile is an error with the last lines it wrote.
  package func finish(within limit: Duration = .seconds(120)) async throws {
    var log = ConsoleLog()
    try await engine.readLog(of: container, follows: true, within: limit) { bytes in
      log.add(bytes)
      return !log.isUp
    }
    guard !log.isUp else { return }
    let state = try await engine.inspectContainer(container)["State"]
    let code = state?["ExitCode"]?.int.map { " with code \($0)" } ?? ""
    throw NodeError(
      "boot container \(container)",
      "it has ended\(code), and said at last: \(log.tail)",
      hint: "a node needs a privileged container, and inotify instances: "
        + "sysctl fs.inotify.max_user_instances=512")
  }

  /// That a node is up does not tell that it has its images: whoever brought them may have been ended.
  private static let mark = "/var/lib/capctl-booted"

  /// Notes that nothing is left to be done.
  package func note() async throws {
    let words = ["install", "-D", "/dev/null", Self.mark]
    let reply = try await transport.run(.init(words))
    guard reply.status == 0 else {
      throw NodeError("boot container \(container)", "\(Self.mark): \(reply.complaint)")
    }
  }

  package func isOver() async throws -> Bool {
    let words = "test -e \(Self.mark) && systemctl is-active --quiet multi-user.target"
    return try await transport.run(.init(["sh", "-c", words])).status == 0
  }

  /// Brings images that only the engine has to the node; those that are there stay. It is cheaper than
  /// a registry, and works without one.
  package func preload(_ images: [String]) async throws {
    for image in images {
      let action = "bring the image \(image) to container \(container)"
      guard try await engine.inspectImage(image) != nil else {
        throw NodeError(action, "the engine does not have it", hint: "docker pull \(image)")
      }
      let known = try await transport.run(.init(["crictl", "inspecti", image]))
      if known.status == 0 { continue }
      let archive = try await engine.saveImages([image])
      let words = ["ctr", "--namespace", "k8s.io", "images", "import", "-"]
      let reply = try await engine.run(Exec(words, input: .stream(archive)), in: container)
      guard reply.status == 0 else {
        let complaint = String(decoding: reply.errorOutput, as: UTF8.self)
        throw NodeError(action, "ctr says: \(complaint)")
      }
    }
  }
}
