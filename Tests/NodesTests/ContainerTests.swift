// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Docker
import Log
import Manifest
import Nodes
import TestKit
import Testing

/// Containers as machines, before they are nodes.
struct ContainerTests {
  @Test func `files and programs go in, and a status comes out`() async throws {
    try await Nodes.with { nodes in
      let transport = try await nodes.startBalancer()
      try await transport.upload(Secret(Array("text\n".utf8)), to: "/srv/a b/file", mode: 0o640)
      let reply = try await transport.run(
        NodeCall(
          ["/bin/sh", "-c", "stat -c %a '/srv/a b/file'; cat - '/srv/a b/file' >&2; exit 4"],
          input: Secret(Array("in\n".utf8))))
      #expect(
        reply
          == NodeReply(
            status: 4, output: Array("640\n".utf8), errorOutput: Array("in\ntext\n".utf8)))
      // An empty file is one as well.
      try await transport.upload(Secret([]), to: "/srv/empty", mode: 0o600)
      #expect(try await transport.shell("stat -c %s /srv/empty") == "0\n")
    }
  }

  @Test func `a machine says how far its bootstrap data are, and is claimed once`() async throws {
    try await Nodes.with { nodes in
      let mark = BootstrapMark(on: try await nodes.startBalancer())
      #expect(try await mark.state() == .absent)
      #expect(try await mark.begin(by: "one"))
      #expect(try await mark.begin(by: "two") == false)
      #expect(try await mark.state() == .begun(by: "one"))
      try await mark.end("kubeadm failed\nfor want of \"memory\"")
      #expect(try await mark.state() == .failed("kubeadm failed\nfor want of \"memory\""))
      let other = BootstrapMark(on: try await nodes.start("two", Self.shell(nodes)))
      #expect(try await other.begin(by: "one"))
      try await other.end(nil)
      #expect(try await other.state() == .done)
    }
  }

  @Test func `a container that ends while it boots is told of, with its last words`() async throws {
    try await Nodes.with { nodes in
      let transport = try await nodes.start("broken", Self.shell(nodes, "echo no room; exit 9"))
      let error = await #expect(throws: NodeError.self) {
        try await ContainerBoot(of: transport).finish()
      }
      #expect(error?.cause == "it has ended with code 9, and said at last: no room")
    }
  }

  @Test func `a load balancer takes up what it leads to, and refuses nonsense`() async throws {
    try await Nodes.with { nodes in
      let transport = try await nodes.startBalancer()
      let balancer = Balancer(transport.container, in: nodes.engine)
      let one = BalancerConfiguration.Server(name: "one", address: "127.0.0.1", port: 1)
      #expect(try await balancer.apply(BalancerConfiguration([one])))
      #expect(try await balancer.apply(BalancerConfiguration([one])) == false)
      #expect(try await balancer.configuration() == BalancerConfiguration([one]).text)
      try await eventually("haproxy has taken it up") {
        try await transport.shell("wget -q -O - 'http://127.0.0.1:8404/stats;csv' || :")
          .contains("control-planes,one,")
      }
      let nonsense = BalancerConfiguration.Server(name: "two words", address: "127.0.0.1")
      let error = await #expect(throws: NodeError.self) {
        try await balancer.apply(BalancerConfiguration([nonsense]))
      }
      #expect(error?.cause.contains("haproxy says") == true)
      #expect(try await balancer.configuration() == BalancerConfiguration([one]).text)
    }
  }

  @Test func `what still runs is ended before a host is cleaned, with all that it began`()
    async throws
  {
    try await Nodes.with { nodes in
      let transport = try await nodes.start("host", Self.shell(nodes))
      _ = try await transport.shell(
        """
        mkdir -p /run/capctl /var/lib/capctl
        echo 'sleep 7777; exit 1' >/run/capctl/runcmd-1
        setsid sh /run/capctl/runcmd-1 </dev/null >/dev/null 2>&1 &
        until \(Self.sleeper); do :; done
        """)
      try await HostCleaning(on: transport).run()
      try await eventually("it has ended", within: .seconds(60)) {
        try await transport.shell("if \(Self.sleeper); then echo yes; fi").isEmpty
      }
      #expect(
        try await transport.shell("ls -d /run/capctl /var/lib/capctl 2>&1 || :").contains("No such")
      )
    }
  }

  /// Of what has ended, and nobody asks for, no arguments are left.
  private static let sleeper = "cat /proc/[0-9]*/cmdline 2>/dev/null | grep -q '777[7]'"

  private static func shell(_ nodes: Nodes, _ script: String = "exec sleep 86400") throws -> Value {
    [
      "Image": .string(try DockerPart.balancerImage.value()),
      "Entrypoint": ["/bin/sh", "-c", .string(script)], "Tty": true, "StopSignal": "SIGKILL",
      "Labels": ["dev.capctl.test": .string(nodes.mark)], "HostConfig": ["NetworkMode": "none"],
    ]
  }
}
