// SPDX-License-Identifier: Apache-2.0

package import API

/// An object as a pass saw it, and as the pass wants it. ``Site/save(_:)`` writes the difference.
package struct Draft<Content: View>: Sendable {
  package let seen: Content
  package var now: Content

  package init(_ seen: Content) {
    self.seen = seen
    now = seen
  }
}
