// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The sanitizer that the tests run under, if any: `hack/sanitize` says so.
package enum Sanitizer {
  /// `thread` or `address`.
  package static let name = ProcessInfo.processInfo.environment["CAPCTL_SANITIZER"]

  package static var isOn: Bool { name != nil }

  /// What the environment of a program must hold that is built with it, even where it is to hold
  /// nothing else: which reports are known.
  package static let settings = ProcessInfo.processInfo.environment.filter {
    isOn && $0.key.hasSuffix("SAN_OPTIONS")
  }
}
