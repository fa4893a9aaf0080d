// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// A request that has arrived as a whole.
package struct ServerRequest: Sendable {
  package let method: String

  /// As it was sent: path and query, still encoded.
  package var target: String { place.text }

  /// The path, percent-decoded. It begins with the root of the listener, where that has one.
  package let path: String

  /// The query's pairs, decoded, in their order. One without `=` has an empty value.
  package var query: [(name: String, value: String)] { place.query }

  package let headers: HTTPHeaders
  package let body: [UInt8]
  package let peer: Peer

  private let place: RequestTarget

  init(_ request: ParsedRequest, from peer: Peer, under root: String) {
    path = root + request.target.path
    method = request.method
    place = request.target
    headers = request.headers
    body = request.body
    self.peer = peer
  }
}
