// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// What libcurl leaves behind when a transfer fails, and what that means in plain words.
struct Evidence {
  var code: CURLcode
  var text: String
  var systemError: Int32 = 0
  /// OpenSSL's `X509_V_ERR_…`.
  var verification = 0
  /// What a proxy answered to CONNECT.
  var proxyStatus = 0
  var received = 0
  var promised = -1

  struct Verdict: Equatable {
    var kind: HTTPError.Kind
    var cause: String
    var hint: String?

    init(_ kind: HTTPError.Kind, _ cause: String, hint: String? = nil) {
      self.kind = kind
      self.cause = cause
      self.hint = hint
    }
  }

  func verdict(on exchange: Exchange) -> Verdict {
    let proxy = exchange.proxy.url.map(redactedURL)
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Verdict(
        .nameResolution, "no address found for host \"\(exchange.target.host)\"",
        hint: "check the name, and this machine's DNS")
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Verdict(
        .proxy, "no address found for the proxy \(proxy ?? "")", hint: Self.proxyHint)
    case CURLE_COULDNT_CONNECT:
      return unconnected(exchange.target, proxy, exchange.request.unixSocket)
    case CURLE_RECV_ERROR where proxyStatus >= 300 && proxy != nil:
      return Verdict(
        .proxy, "the proxy \(proxy ?? "") refused with status \(proxyStatus)", hint: Self.proxyHint)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CACERT_BADFILE:
      return untrusted(exchange)
    case CURLE_RECV_ERROR where text.contains("oo large response headers"):
      return Verdict(.tooLarge, "the answer's headers are larger than 300 KiB")
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR: return alert(exchange) ?? broken
    case CURLE_GOT_NOTHING:
      return Verdict(.interrupted, "the server closed the connection without an answer")
    case CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM: return cutShort
    case CURLE_HTTP2: return broken
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Verdict(.connection, "the answer is not HTTP", hint: "is this the right port?")
    case CURLE_WEIRD_SERVER_REPLY:
      return Verdict(.connection, "the answer is not valid HTTP: \(plain)")
    case CURLE_OUT_OF_MEMORY:
      // What libcurl says of a line beyond its limit, too.
      return Verdict(.tooLarge, "a line of the answer's headers is larger than 100 KiB")
    case CURLE_BAD_CONTENT_ENCODING: return Verdict(.interrupted, "the answer is not valid gzip")
    case CURLE_OPERATION_TIMEDOUT: return Verdict(.timeout, plain)
    default: return Verdict(.connection, plain)
    }
  }

  private static let proxyHint = "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"

  private func unconnected(_ target: URLParts, _ proxy: String?, _ socket: String?) -> Verdict {
    let reason =
      systemError == 0 ? plain : unsafe String(cString: strerror(systemError)).lowercased()
    if let proxy, !text.contains(" \(target.plainHost) port \(target.port) ") {
      return Verdict(.proxy, "the proxy \(proxy): \(reason)", hint: Self.proxyHint)
    }
    let place = socket.map { "socket \($0): " } ?? ""
    let kind = systemError == ECONNREFUSED ? HTTPError.Kind.connectionRefused : .connection
    let hint = kind == .connectionRefused ? "nothing listens there: check the address" : nil
    return Verdict(kind, place + reason, hint: hint)
  }

  /// A body that ended too early.
  private var cutShort: Verdict {
    Verdict(
      .interrupted,
      promised > 0
        ? "the server stopped after \(received) of \(promised) bytes"
        : "the server stopped in the middle, after \(received) bytes")
  }

  /// A connection that ended too early.
  private var broken: Verdict {
    let text = text.lowercased()
    if text.contains("reset by peer") {
      return Verdict(.interrupted, "the server reset the connection")
    }
    return Verdict(.interrupted, plain)
  }

  /// libcurl's own words, in our manner.
  private var plain: String {
    var words = text
    while words.last == "." || words.last == "\n" { words.removeLast() }
    // Not where an abbreviation begins.
    if words.dropFirst().first?.isLowercase != true { return words }
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}
