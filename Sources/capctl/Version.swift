// SPDX-License-Identifier: Apache-2.0

import CBuild

/// Which capctl this is. The number is written here and nowhere else.
struct Version {
  let number = "0.1.0"

  /// Empty unless built by `hack/build`.
  let commit = unsafe String(cString: capctl_commit())

  let platform = "linux/\(Self.architecture)"

  #if arch(x86_64)
    private static let architecture = "amd64"
  #elseif arch(arm64)
    private static let architecture = "arm64"
  #endif
}
