// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A real program that tests run against.
package enum Part {
  /// Where the program `name` is; a missing one fails the test, and is never a reason to skip it.
  package static func path(_ name: String) throws -> String {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    for folder in folders.map(String.init) + ["/usr/sbin", "/sbin", "/usr/lib/git-core"] {
      let path = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw TestFailure("find the part \(name)", "not found in PATH", hint: "run hack/setup")
  }
}
