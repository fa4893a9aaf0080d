// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Value {
  /// Of what is there, only the fields that are wanted too; where a secret is wanted, what is there is none to
  /// be shown either.
  func shaped(like wanted: Value) -> Value {
    switch (self, wanted) {
    case (.map(let own), .map(let wanted)):
      .map(
        Map(
          own.compactMap { entry in
            wanted[entry.key].map { (entry.key, entry.value.shaped(like: $0)) }
          }))
    case (.list(let own), .list(let wanted)):
      .list(
        own.enumerated().map { index, item in
          item.shaped(like: wanted.indices.contains(index) ? wanted[index] : wanted.last ?? item)
        })
    case (_, .string(let text)) where text.contains("***"): "***"
    default: self
    }
  }
}
