// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The environment of this process.
package func processEnvironment() -> [String: String] {
  var variables: [String: String] = [:]
  var next = unsafe environ
  while let entry = unsafe next.pointee {
    let pair = unsafe String(cString: entry).split(separator: "=", maxSplits: 1)
    if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
    unsafe next += 1
  }
  return variables
}
