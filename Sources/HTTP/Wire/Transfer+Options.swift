// SPDX-License-Identifier: Apache-2.0

import CCurl
import Log

/// Tells libcurl what a request wants.
extension Transfer {
  /// - Returns: Why the request cannot even be started.
  func prepare() -> HTTPError? {
    registerCallbacks()
    setBasics()
    setBody()
    setHeaders()
    setAuthorization()
    setTLS()
    setRoute()
    return failure
  }

  /// As far as the connection alone goes: what is said over it is not libcurl's business.
  /// - Returns: Why it cannot even be started.
  func prepareConnection() -> HTTPError? {
    registerCallbacks()
    setBasics()
    setTLS()
    setRoute()
    set(CURLOPT_CONNECT_ONLY, 1)
    set(CURLOPT_HTTPPROXYTUNNEL, exchange.proxy.url == nil ? 0 : 1)
    let limit = exchange.request.connectTimeout ?? .seconds(Int(Int32.max) / 1000)
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(limit / .milliseconds(1))))
    return failure
  }

  private func setBasics() {
    unsafe capctl_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_URL, exchange.target.url)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    // The engine keeps time; libcurl's own limit is only kept out of the way.
    set(CURLOPT_CONNECTTIMEOUT_MS, Int(Int32.max))
    // Else giving up during a slow name lookup would hold up the thread until the lookup is over.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_TCP_KEEPIDLE, 30)
    set(CURLOPT_TCP_KEEPINTVL, 15)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if exchange.request.acceptsCompression { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
    let multiplexes = exchange.request.multiplexes
    set(CURLOPT_HTTP_VERSION, multiplexes ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
    set(CURLOPT_PIPEWAIT, multiplexes && exchange.target.scheme == "https" ? 1 : 0)
  }

  private func setBody() {
    let method = exchange.request.method
    if method == "HEAD" { set(CURLOPT_NOBODY, 1) }
    if sendsBody {
      set(CURLOPT_UPLOAD, 1)
      unsafe capctl_curl_set_size(
        easy, CURLOPT_INFILESIZE_LARGE, exchange.request.body.length ?? -1)
    }
    if method != "GET" || sendsBody { set(CURLOPT_CUSTOMREQUEST, method) }
  }

  /// Without a body these still say so, by `Content-Length: 0`.
  private var sendsBody: Bool {
    body.isPresent || ["POST", "PUT", "PATCH"].contains(exchange.request.method)
  }

  private func setHeaders() {
    var headers = exchange.request.headers
    if headers["User-Agent"] == nil { headers["User-Agent"] = "capctl" }
    if exchange.request.tls.serverName != nil, headers["Host"] == nil {
      headers["Host"] = exchange.target.authority
    }
    // An empty value is written with a semicolon; "Expect:" keeps libcurl from asking for leave.
    let lines = headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    setList(CURLOPT_HTTPHEADER, lines + (headers["Expect"] == nil ? ["Expect:"] : []))
    set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
  }

  private func setAuthorization() {
    switch exchange.request.credentials {
    case .basic(let user, let password):
      set(CURLOPT_HTTPAUTH, capctl_curl_auth_basic)
      set(CURLOPT_USERNAME, user)
      set(CURLOPT_PASSWORD, password.reveal())
    case .bearer(let token):
      set(CURLOPT_HTTPAUTH, capctl_curl_auth_bearer)
      set(CURLOPT_XOAUTH2_BEARER, token.reveal())
    case nil: break
    }
  }

  private func setTLS() {
    let tls = exchange.request.tls
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if tls.isInsecure {
      set(CURLOPT_SSL_VERIFYPEER, 0)
      set(CURLOPT_SSL_VERIFYHOST, 0)
    }
    if let only = tls.onlyCAs {
      set(CURLOPT_CAPATH, nil)
      set(CURLOPT_CAINFO_BLOB, only + tls.additionalCAs)
    } else if tls.additionalCAs.isEmpty {
      // Without the directory, libcurl parses the system's bundle once a day, not per connection.
      set(CURLOPT_CAPATH, nil)
    } else {
      set(CURLOPT_CAINFO_BLOB, tls.additionalCAs)
    }
    if let identity = tls.identity {
      set(CURLOPT_SSLCERT_BLOB, identity.certificate)
      set(CURLOPT_SSLKEY_BLOB, identity.key.reveal())
      // An encrypted key is an error, and not a question on the terminal.
      set(CURLOPT_KEYPASSWD, "")
    }
  }

  private func setRoute() {
    let target = exchange.target
    if let name = exchange.request.tls.serverName {
      // libcurl checks the URL's host: so the URL gets the name, and the connection the host.
      set(CURLOPT_URL, target.url(withHost: name))
      setList(CURLOPT_CONNECT_TO, ["\(name):\(target.port):\(target.host):\(target.port)"])
    }
    if let path = exchange.request.unixSocket { set(CURLOPT_UNIX_SOCKET_PATH, path) }
    // An empty one also keeps libcurl from asking the environment itself.
    set(CURLOPT_PROXY, exchange.proxy.url ?? "")
    set(CURLOPT_NOPROXY, exchange.proxy.exceptions)
  }

  // MARK: Setting

  private func set(_ option: CURLoption, _ value: Int) {
    note(option, unsafe capctl_curl_set_long(easy, option, value))
  }

  private func set(_ option: CURLoption, _ value: String?) {
    note(option, unsafe capctl_curl_set_text(easy, option, value))
  }

  private func set(_ option: CURLoption, _ bytes: [UInt8]) {
    note(
      option,
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe capctl_curl_set_blob(easy, option, bytes.baseAddress, bytes.count)
      })
  }

  private func setList(_ option: CURLoption, _ lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines { unsafe list = unsafe curl_slist_append(list, line) ?? list }
    guard let list = unsafe list else { return }
    unsafe lists.append(list)
    note(option, unsafe capctl_curl_set_pointer(easy, option, list))
  }
}
