// SPDX-License-Identifier: Apache-2.0

extension Balance {
  /// The same in the words of haproxy. Who is well is asked more often than Azure does: tests wait for it.
  var text: String { Self.head + rules.enumerated().map(Self.text).joined() }

  private static func text(of number: Int, _ rule: Rule) -> String {
    let check = rule.probe.map { _ in "check check-ssl verify none" } ?? "check"
    let probe = rule.probe.map { path in
      "  option httpchk GET \(path)\n  http-check expect status 200\n"
    }
    let servers = rule.servers.map { server in
      "  server \(server.name) \(server.address):\(rule.backendPort) \(check)\n"
    }
    return """

      frontend rule-\(number)
        bind \(rule.address):\(rule.port)
        default_backend pool-\(number)

      backend pool-\(number)
      \(probe ?? "")\(servers.joined())
      """
  }

  private static let head = """
    global
      log stdout format raw local0 info
      maxconn 1000

    defaults
      mode tcp
      balance leastconn
      option clitcpka
      option srvtcpka
      timeout connect 5s
      timeout client 24h
      timeout server 24h
      default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions

    """
}
