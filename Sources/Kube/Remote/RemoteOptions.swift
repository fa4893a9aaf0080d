// SPDX-License-Identifier: Apache-2.0

/// How a client of a server behaves.
package struct RemoteOptions: Sendable {
  /// Nil: as fast as calls come.
  package var rate: RateLimit? = RateLimit()
  /// For each call, its answer to the last byte; a watch has its own limit.
  package var timeout = Duration.seconds(60)
  /// How often a call goes out at the most, where the server asks to come again later.
  package var attempts = 10
  /// No longer wait than this is granted to a server that asks for one.
  package var longestWait = Duration.seconds(60)
  /// The largest answer that is taken.
  package var answerBytes = 256 << 20
  package var clock = Timekeeper.system

  package init() {}
}
