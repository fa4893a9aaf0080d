// SPDX-License-Identifier: Apache-2.0

/// How much of an archive is read before it is refused.
package struct Limits: Sendable {
  /// Bytes of contents, after decompression.
  package var bytes: Int

  package var entries: Int

  package init(bytes: Int = 1 << 28, entries: Int = 100_000) {
    self.bytes = bytes
    self.entries = entries
  }
}
