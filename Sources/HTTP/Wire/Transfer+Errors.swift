// SPDX-License-Identifier: Apache-2.0

import CCurl

extension Transfer {
  /// The failure that `code` stands for; nil for a transfer that went well.
  func error(for code: CURLcode) -> HTTPError? {
    if code == CURLE_OK { return nil }
    if let failure { return failure }
    let said = unsafe String(cString: errorText)
    let known = unsafe String(cString: curl_easy_strerror(code))
    let evidence = Evidence(
      code: code, text: said.isEmpty ? known : said, systemError: Int32(long(CURLINFO_OS_ERRNO)),
      verification: long(CURLINFO_SSL_VERIFYRESULT), proxyStatus: long(CURLINFO_HTTP_CONNECTCODE),
      received: size(CURLINFO_SIZE_DOWNLOAD_T), promised: size(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T))
    let verdict = evidence.verdict(on: exchange)
    return exchange.error(verdict.kind, verdict.cause, hint: verdict.hint)
  }
}
