// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Kube
import Manifest

extension Object {
  /// One entry of a Secret, decoded; nil where it is missing or is no text.
  package func secretText(_ key: String) -> String? {
    guard let bytes = secretBytes(key) else { return value["stringData"]?[key]?.string }
    return String(validating: bytes, as: UTF8.self)
  }

  /// One entry of a Secret, decoded; nil where it is missing.
  func secretBytes(_ key: String) -> [UInt8]? {
    value["data"]?[key]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init)
  }
}
