// SPDX-License-Identifier: Apache-2.0

/// A value that must not be printed: every way of turning it into text says `***`.
///
/// Reading it takes a call that a reviewer can search for.
package struct Secret<Wrapped: Sendable>: Sendable {
  private let wrapped: Wrapped

  package init(_ wrapped: Wrapped) {
    self.wrapped = wrapped
  }

  /// The value itself, for the one place that needs it.
  package func reveal() -> Wrapped { wrapped }
}

extension Secret: Equatable where Wrapped: Equatable {}
extension Secret: Hashable where Wrapped: Hashable {}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "***" }
  package var debugDescription: String { "***" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
