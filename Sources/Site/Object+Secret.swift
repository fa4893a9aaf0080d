// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Kube
import Manifest

extension Object {
  /// One entry of a Secret, decoded; nil where it is missing or is no text.
  package func secretText(_ key: String) -> String? {
    guard let encoded = value["data"]?[key]?.string, let data = Data(base64Encoded: encoded) else {
      return value["stringData"]?[key]?.string
    }
    return String(validating: data, as: UTF8.self)
  }
}
