// SPDX-License-Identifier: Apache-2.0

/// The way out.
package enum ProxyPolicy: Sendable, Equatable {
  /// As `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say; never for loopback.
  case environment
  case none
  case url(String)
}

/// What the environment says of proxies, read once per client.
struct ProxyEnvironment: Sendable {
  private let variables: [String: String]

  /// - Parameter variables: The whole environment, or as much of it as a test needs.
  init(_ variables: [String: String]) {
    self.variables = variables
  }

  func route(for request: HTTPRequest, scheme: String) -> ProxyRoute {
    if request.unixSocket != nil { return ProxyRoute() }
    switch request.proxy {
    case .none: return ProxyRoute()
    case .url(let url): return ProxyRoute(url: url)
    case .environment: return ProxyRoute(url: proxy(for: scheme), exceptions: exceptions)
    }
  }

  /// The lower-case name wins, as in curl.
  private func proxy(for scheme: String) -> String? {
    let names = ["\(scheme)_proxy", "\(scheme)_proxy".uppercased(), "all_proxy", "ALL_PROXY"]
    return names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty }
  }

  private var exceptions: String {
    let given = variables["no_proxy"] ?? variables["NO_PROXY"] ?? ""
    return given == "*" ? given : given + ",localhost,127.0.0.0/8,::1"
  }
}

/// A proxy, and the hosts that are reached without it, in libcurl's form: names with their
/// subdomains, addresses, networks.
struct ProxyRoute: Sendable, Equatable {
  var url: String?
  var exceptions = ""
}
