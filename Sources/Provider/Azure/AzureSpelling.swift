// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Cluster API spells abbreviations in capitals where Azure does not. Pure.
enum AzureSpelling {
  /// A part of a spec, with the names of its fields as Azure has them, at any depth.
  static func azure(_ value: Value) -> Value {
    switch value {
    case .map(let map): .map(Map(map.map { (name($0.key), azure($0.value)) }))
    case .list(let items): .list(items.map(azure))
    default: value
    }
  }

  private static func name(_ key: String) -> String {
    let text = key.replacing("TCP", with: "Tcp").replacing("IPLocal", with: "IpLocal")
    return text.hasSuffix("ID") ? "\(text.dropLast(2))Id" : text
  }
}
