// SPDX-License-Identifier: Apache-2.0

import CCurl

/// A checked `http` or `https` URL, taken apart by libcurl.
struct URLParts: Sendable, Equatable {
  var scheme = ""
  var host = ""
  var port = ""
  var user: String?
  var password: String?
  /// The whole, without user, password and fragment.
  var url = ""

  /// Nil if `text` is no such URL. It may be relative, to `base`.
  init?(_ text: String, relativeTo base: String? = nil) {
    // libcurl would stop reading at a NUL.
    guard !text.utf8.contains(0), let handle = unsafe curl_url() else { return nil }
    defer { unsafe curl_url_cleanup(handle) }
    if let base, unsafe curl_url_set(handle, CURLUPART_URL, base, 0) != CURLUE_OK { return nil }
    guard unsafe curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else { return nil }
    scheme = unsafe Self.part(CURLUPART_SCHEME, of: handle) ?? ""
    host = unsafe Self.part(CURLUPART_HOST, of: handle) ?? ""
    port = unsafe Self.part(CURLUPART_PORT, of: handle, UInt32(CURLU_DEFAULT_PORT)) ?? ""
    user = unsafe Self.part(CURLUPART_USER, of: handle, UInt32(CURLU_URLDECODE))
    password = unsafe Self.part(CURLUPART_PASSWORD, of: handle, UInt32(CURLU_URLDECODE))
    for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT] {
      _ = unsafe curl_url_set(handle, part, nil, 0)
    }
    url = unsafe Self.part(CURLUPART_URL, of: handle) ?? ""
    guard ["http", "https"].contains(scheme), !host.isEmpty else { return nil }
  }

  /// Whether both are served by the same scheme, host and port.
  func hasOrigin(of other: URLParts) -> Bool {
    (scheme, host.lowercased(), port) == (other.scheme, other.host.lowercased(), other.port)
  }

  /// Host and port, as a `Host` header has them.
  var authority: String {
    port == (scheme == "https" ? "443" : "80") ? host : "\(host):\(port)"
  }

  /// The host without the brackets of an IPv6 address.
  var plainHost: String { host.filter { $0 != "[" && $0 != "]" } }

  /// The same URL at another host.
  func url(withHost host: String) -> String {
    guard let handle = unsafe curl_url() else { return url }
    defer { unsafe curl_url_cleanup(handle) }
    _ = unsafe curl_url_set(handle, CURLUPART_URL, url, 0)
    _ = unsafe curl_url_set(handle, CURLUPART_HOST, host, 0)
    return unsafe Self.part(CURLUPART_URL, of: handle) ?? url
  }

  private static func part(
    _ part: CURLUPart, of handle: OpaquePointer, _ flags: UInt32 = 0
  ) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text = unsafe text
    else { return nil }
    defer { unsafe curl_free(text) }
    return unsafe String(cString: text)
  }
}
