// SPDX-License-Identifier: Apache-2.0

/// What a cluster's load balancer leads to, in the words of haproxy.
package struct BalancerConfiguration: Sendable, Hashable {
  /// A control plane.
  package struct Server: Sendable, Hashable {
    package var name: String
    /// An address, or a name that Docker serves.
    package var address: String
    package var port: Int
    /// It is on its way out: connections that are there go on, and no new ones come.
    package var isDraining: Bool

    package init(name: String, address: String, port: Int = 6443, isDraining: Bool = false) {
      self.name = name
      self.address = address
      self.port = port
      self.isDraining = isDraining
    }
  }

  package var servers: [Server]

  package init(_ servers: [Server]) { self.servers = servers }

  /// haproxy's configuration; the same servers in any order make the same text.
  package var text: String {
    let lines = servers.sorted { ($0.name, $0.address) < ($1.name, $1.address) }.map { server in
      let host = server.address.contains(":") ? "[\(server.address)]" : server.address
      return "  server \(server.name) \(host):\(server.port) weight \(server.isDraining ? 0 : 100)"
        + " check check-ssl verify none resolvers docker resolve-prefer ipv4 init-addr last,libc,none"
    }
    return Self.head + lines.map { $0 + "\n" }.joined()
  }

  private static let mark = "# Written by capctl; changes are lost."

  /// Whether a text was made here, for whatever servers: a new container has one of its image's.
  package static func isOurs(_ text: String) -> Bool { text.hasPrefix(mark) }

  // A dead control plane is left within 2 s, and a client that says nothing for long is one that
  // watches: only the connection's own keep-alive ends it.
  private static let head = """
    \(mark)
    global
      log stdout format raw local0 info
      maxconn 1000
      stats socket /run/haproxy.sock mode 600

    defaults
      log global
      option dontlognull
      option clitcpka
      option srvtcpka
      timeout connect 5s
      timeout client 24h
      timeout server 24h
      default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions

    resolvers docker
      nameserver docker 127.0.0.11:53
      hold valid 5s

    frontend statistics
      mode http
      bind :8404
      stats enable
      stats uri /stats

    frontend control-plane
      mode tcp
      option tcplog
      bind :6443
      default_backend control-planes

    backend control-planes
      mode tcp
      balance leastconn
      option httpchk GET /readyz
      http-check expect status 200

    """
}
