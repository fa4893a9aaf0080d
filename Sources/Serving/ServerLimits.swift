// SPDX-License-Identifier: Apache-2.0

/// What a server takes from its clients, and how long it waits for them.
package struct ServerLimits: Sendable {
  /// Bytes of request line and header fields; more is answered with 431. The parser itself stops
  /// at 80 KiB.
  package var headBytes = 64 << 10

  /// Bytes of a request's body; more is answered with 413.
  package var bodyBytes = 3 << 20

  /// Bytes of an answer that may wait for a slow client before `ResponseWriter.write` waits too.
  package var bufferedBytes = 256 << 10

  /// Connections at a time. Further clients wait until one ends.
  package var connections = 10_000

  /// How long a request may take to arrive, from its first byte to its last; 408 if longer. A new
  /// connection has as long for its handshake and its first byte.
  package var receiving = Duration.seconds(60)

  /// How long a client may leave bytes waiting and read none of them before it is cut off.
  package var sending = Duration.seconds(30)

  /// How long a connection may be idle between two requests. Longer than clients keep theirs (Go:
  /// 90 s), so that no client sends a request down a connection that is just being closed.
  package var idle = Duration.seconds(120)

  package init() {}
}
