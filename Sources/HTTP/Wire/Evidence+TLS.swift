// SPDX-License-Identifier: Apache-2.0

import CCurl

extension Evidence {
  /// A handshake that failed, or a certificate that did not hold.
  func untrusted(_ exchange: Exchange) -> Verdict {
    if code == CURLE_PEER_FAILED_VERIFICATION, let verdict = unverified(exchange) { return verdict }
    if code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_CACERT_BADFILE { return unusable }
    if let verdict = alert(exchange) { return verdict }
    if text.contains("wrong version number") || text.contains("packet length too long") {
      return Verdict(.tls, "the server does not speak TLS", hint: "try http:// instead of https://")
    }
    return Verdict(.tls, "TLS failed: \(text)")
  }

  private func unverified(_ exchange: Exchange) -> Verdict? {
    let name = exchange.request.tls.serverName ?? exchange.target.host
    if text.contains("certificate subject name") {
      return Verdict(
        .tls, "the server's certificate is not for \"\(name)\"",
        hint: "use a name that the certificate holds, or set the server name")
    }
    switch verification {
    case 9:
      return Verdict(
        .tls, "the server's certificate is not valid yet", hint: "check this machine's clock")
    case 10:
      return Verdict(
        .tls, "the server's certificate has expired",
        hint: "renew it, or check this machine's clock")
    case 18, 19, 20, 21:
      return Verdict(
        .tls, "the server's certificate is signed by an unknown authority",
        hint: "give the authority's certificate, or add it to the system's")
    default: return nil
    }
  }

  private var unusable: Verdict {
    text.contains("CA certificate") || code == CURLE_SSL_CACERT_BADFILE
      ? Verdict(.usage, "the CA certificates given are not PEM")
      : Verdict(
        .usage, "the client certificate and key given cannot be used",
        hint: "both must be PEM, and the key not encrypted and the certificate's own")
  }

  /// What the server said of us, as a TLS alert; with TLS 1.3 it comes after the handshake.
  func alert(_ exchange: Exchange) -> Verdict? {
    guard text.contains(" alert ") else { return nil }
    if text.contains("alert handshake failure") {
      return Verdict(
        .tls, "the server broke off the TLS handshake",
        hint: "it may demand a client certificate, or share no cipher with this machine")
    }
    let isAboutUs = [
      "certificate required", "bad certificate", "unknown ca",
      "certificate unknown", "certificate expired", "certificate revoked", "access denied",
    ].contains { text.contains("alert \($0)") }
    guard isAboutUs else { return nil }
    return exchange.request.tls.identity == nil
      ? Verdict(
        .tls, "the server demands a client certificate",
        hint: "give a client certificate and its key")
      : Verdict(
        .tls, "the server refused the client certificate",
        hint: "check that its authority is one the server trusts, and that it has not expired")
  }
}
