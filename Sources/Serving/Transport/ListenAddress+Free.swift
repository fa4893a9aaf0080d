// SPDX-License-Identifier: Apache-2.0

extension ListenAddress {
  /// Whether a server could listen there now.
  package var isFree: Bool {
    // It closes again with the socket.
    (try? ListeningSocket(at: self)) != nil
  }
}
