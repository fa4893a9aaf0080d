// SPDX-License-Identifier: Apache-2.0

/// The head of an answer, and its body to be read.
package struct HTTPResponse: Sendable {
  package let status: Int
  package let headers: HTTPHeaders
  /// `1.1` or `2`.
  package let httpVersion: String
  /// Where it came from, after redirects; without user and password.
  package let url: String
  package let body: HTTPResponseBody

  init(_ head: ResponseHead, from url: String, body: HTTPResponseBody) {
    status = head.status
    headers = head.headers
    httpVersion = head.version
    self.url = url
    self.body = body
  }

  package var isSuccess: Bool { (200..<300).contains(status) }
}
