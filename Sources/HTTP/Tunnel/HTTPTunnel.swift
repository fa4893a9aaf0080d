// SPDX-License-Identifier: Apache-2.0

/// What became of a request to speak another protocol.
package enum HTTPUpgrade: Sendable {
  /// The server agreed: bytes go both ways now.
  case switched(HTTPTunnel, HTTPHeaders)
  /// It answered as HTTP does.
  case refused(status: Int, HTTPHeaders, body: [UInt8])
}

/// A connection that has left HTTP behind, and carries bytes both ways.
///
/// It has a thread of its own, which libcurl's raw connections need. Dropping it closes it.
package final class HTTPTunnel: Sendable {
  private let link: TunnelLink

  init(_ link: TunnelLink) { self.link = link }

  deinit { link.stop() }

  /// The next bytes, as many as there are; nil at the end. For one reader, who holds the server back
  /// by not reading.
  package func read() async throws(HTTPError) -> [UInt8]? {
    let taken = await withTaskCancellationHandler {
      await link.incoming.read()
    } onCancel: {
      link.stop()
    }
    switch taken {
    case .bytes(let bytes): return bytes
    case .end(.finished), .empty: return nil
    case .end(.failed(let error)): throw error
    }
  }

  /// Waits until there is room, then hands over `bytes`.
  package func write(_ bytes: [UInt8]) async throws(HTTPError) {
    let isTaken = await withTaskCancellationHandler {
      await link.outgoing.write(bytes)
    } onCancel: {
      link.stop()
    }
    guard isTaken else {
      throw link.exchange.error(.interrupted, "the connection is closed")
    }
  }

  /// Nothing more will be written, which the other side learns once it has what was. Over TLS it does
  /// not: libcurl cannot end one direction there.
  package func finish() { link.outgoing.finish() }

  package func close() { link.stop() }
}
