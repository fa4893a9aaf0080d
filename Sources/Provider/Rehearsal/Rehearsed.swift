// SPDX-License-Identifier: Apache-2.0

import Manifest
package import Packs

/// What a transport knows of a write in a rehearsal.
package struct Rehearsed: Sendable {
  /// What came of it, where it is done on the rehearsal's own copy of the management API; nil where it is taken to
  /// have worked.
  package let reply: Reply?
  /// What is there from then on, beside what was written, or is there no more.
  private(set) var sights: [Sight] = []

  struct Sight: Sendable {
    /// Who looks: a step of the transport, or a mere read.
    let hook: String?
    let place: String
    /// Nil for what is not there any more.
    let body: Value?
  }

  package init(_ reply: Reply? = nil) { self.reply = reply }

  mutating func see(_ body: Value?, at place: String, by hook: String? = nil) {
    sights.append(Sight(hook: hook, place: place, body: body))
  }
}
