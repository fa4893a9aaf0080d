// SPDX-License-Identifier: Apache-2.0

import Kube

/// Which changes are gathered before they are looked at, and for how long.
///
/// What counts or sums up others changes with each of them, and would be written as often.
package struct Gathering: Sendable {
  /// Nil for a change that is looked at without delay.
  let delay: @Sendable (Change) -> Duration?

  package static let none = Gathering { _ in nil }

  /// All changes; those of objects that go may be told sooner.
  package static func all(_ delay: Duration, leaving: Duration? = nil) -> Gathering {
    Gathering { $0.kind == .deleted || $0.object.isDeleting ? leaving ?? delay : delay }
  }

  /// New objects, which others are made for at the same time.
  package static func added(_ delay: Duration) -> Gathering {
    Gathering { $0.kind == .added ? delay : nil }
  }

  /// Changes of objects that were there and stay.
  package static func updates(_ delay: Duration) -> Gathering {
    Gathering { $0.kind == .updated && !$0.object.isDeleting ? delay : nil }
  }
}
