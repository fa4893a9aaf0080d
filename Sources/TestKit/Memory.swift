// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the kernel says about a process.
package enum Memory {
  /// Bytes of memory in use by this process, or by `process`.
  package static func resident(_ process: Int32? = nil) throws -> Int {
    let path = "/proc/\(process.map(String.init) ?? "self")/status"
    let status = try String(contentsOfFile: path, encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({
        Int($0)
      })
    else { throw TestFailure("read \(path)", "no VmRSS line") }
    return kilobytes * 1024
  }

  /// How many descriptors this process has open.
  package static func openDescriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
  }
}
