// SPDX-License-Identifier: Apache-2.0

/// A string that equals another only where their bytes are the same.
///
/// Swift holds two ways of writing the same character equal; Kubernetes, and every server of JSON,
/// does not.
struct ExactKey: Hashable {
  private let string: String

  init(_ string: String) {
    self.string = string
  }

  static func == (left: ExactKey, right: ExactKey) -> Bool {
    left.string.hasSameBytes(as: right.string)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(string)
  }
}

extension String {
  /// Whether the two are the same bytes, not merely the same characters.
  func hasSameBytes(as other: String) -> Bool {
    guard utf8.count == other.utf8.count, self == other else { return false }
    return utf8Span.isKnownASCII || utf8.elementsEqual(other.utf8)
  }
}
