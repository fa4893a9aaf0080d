// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// The answer to a request. The server itself adds the fields that say how long the answer is, when
/// it was given and whether the connection stays.
package struct ServerResponse: Sendable {
  package enum Body: Sendable {
    /// All of it, in pieces that are sent from where they are.
    case pieces([[UInt8]])

    /// Written bit by bit, for as long as the closure runs. Returning ends the answer well;
    /// throwing breaks the connection off, so that the client knows that something is missing.
    ///
    /// The task is cancelled when the client goes and when the server shuts down; an answer that
    /// ends because of that, whichever way, has ended well.
    case stream(@Sendable (ResponseWriter) async throws -> Void)
  }

  package var status: Int
  package var headers: HTTPHeaders
  package var body: Body

  package init(_ status: Int, _ headers: HTTPHeaders = [:], _ body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

extension ServerResponse.Body {
  package static func bytes(_ bytes: [UInt8]) -> Self { .pieces([bytes]) }
}

/// What the server answers by itself to a request that no handler gets to see.
package struct Refusal: Sendable, Equatable {
  package let status: Int

  /// Why, in lower case.
  package let reason: String

  /// The answer in plain words.
  package var plainResponse: ServerResponse {
    ServerResponse(
      status, ["Content-Type": "text/plain; charset=utf-8"], .bytes(Array("\(reason)\n".utf8)))
  }
}
