// SPDX-License-Identifier: Apache-2.0

/// One request, and everything that may differ from one request to the next.
package struct HTTPRequest: Sendable {
  package var method: String
  package var url: String
  package var headers: HTTPHeaders
  package var body: HTTPBody
  package var authorization: Authorization?
  package var tls = TLSOptions()
  /// The path of a socket to send the request to; the URL then only names host and path.
  package var unixSocket: String?
  package var proxy = ProxyPolicy.environment
  package var redirects = RedirectPolicy.follow(10)
  /// Nothing is tried twice unless this says so.
  package var retry: RetryPolicy?

  /// For all of it: redirects, retries, and the body to its last byte. A watch has none.
  package var deadline: Duration?
  /// For name lookup, connection and TLS handshake.
  package var connectTimeout: Duration? = .seconds(30)
  /// How long the server may keep silent while it is its turn.
  package var idleTimeout: Duration? = .seconds(60)

  /// Asks for gzip, and unpacks it. Limits on a body's size count what came out.
  package var acceptsCompression = false
  /// Offers HTTP/2, so that requests to one server share one connection.
  ///
  /// libcurl 7.88 cannot hold back one stream of a connection without holding back the others, so
  /// nothing is held back here: a reader that falls 64 MiB behind fails. Meant for watches and
  /// small answers; a large download keeps to a connection of its own.
  package var multiplexes = false

  package init(
    _ method: String, _ url: String, headers: HTTPHeaders = [:], body: HTTPBody = .none
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

extension HTTPRequest {
  /// Whether sending it twice does what sending it once does.
  var isIdempotent: Bool { ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(method) }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Method and URL, without anything secret: how errors call this request.
  package var description: String { "\(method) \(redactedURL(url))" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
