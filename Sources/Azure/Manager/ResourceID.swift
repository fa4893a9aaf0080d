// SPDX-License-Identifier: Apache-2.0

/// The id of something on Azure: `/subscriptions/S/resourceGroups/G/providers/N/T/NAME…`
package struct ResourceID: Sendable, Hashable {
  package let segments: [String]

  package init(_ text: String) {
    segments = text.split(separator: "/").map(String.init)
  }

  package var subscription: String? { value(of: "subscriptions") }
  package var group: String? { value(of: "resourcegroups") }
  package var name: String { segments.last ?? "" }

  private func value(of key: String) -> String? {
    var pairs = segments[...]
    while pairs.count > 1 {
      let (name, value) = (pairs.removeFirst(), pairs.removeFirst())
      if name.lowercased() == key { return value }
      if name.lowercased() == "providers" { return nil }
    }
    return nil
  }
}
