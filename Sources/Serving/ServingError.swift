// SPDX-License-Identifier: Apache-2.0

import Log

/// Why the server does not listen, or why nothing more reaches a client.
package struct ServingError: Failure, Equatable {
  package let action: String
  package let cause: String
  package let hint: String?
  private let kind: Kind

  enum Kind: Sendable, Equatable {
    case listening, addressInUse, identity, gone, cancelled, system
  }

  init(_ kind: Kind, _ action: String, _ cause: String, hint: String? = nil) {
    self.kind = kind
    self.action = action
    self.cause = cause
    self.hint = hint
  }

  package var isAddressInUse: Bool { kind == .addressInUse }

  /// The client has closed its connection, or was cut off.
  package var isGone: Bool { kind == .gone }

  static let gone = ServingError(.gone, "write to the client", "its connection is closed")
  static let cancelled = ServingError(.cancelled, "write to the client", "the task was cancelled")
}
