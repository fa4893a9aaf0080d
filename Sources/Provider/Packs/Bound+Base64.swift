// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Manifest
import Template

extension Bound {
  /// As a Secret holds it.
  var inBase64: Value {
    let value = reveal()
    let text = value.string ?? JSON.text(value)
    return .string(Data(text.utf8).base64EncodedString())
  }
}
