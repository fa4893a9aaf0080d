// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

extension Round {
  func isPending(_ name: String) -> Bool {
    if case .pending = scope.rows[name] { true } else { false }
  }

  /// Of the resources that a template uses, those that a body names by their place and that are not usable yet.
  func unready(of template: PackResource, namedIn body: Bound) -> [Lack] {
    let texts = body.reveal().texts
    return template.uses.filter(isPending).flatMap { name -> [Lack] in
      // Who they are is not known yet.
      guard let some = unready[name] else { return [.resource(name)] }
      return some.filter { one in
        guard let place = places[one] else { return true }
        return texts.contains { $0.isWithin(place, template.rules) }
      }.map { .resource($0) }
    }
  }
}

extension Value {
  /// All texts in it.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .list(let items): items.flatMap(\.texts)
    case .map(let map): map.flatMap(\.value.texts)
    default: []
    }
  }
}

extension String {
  /// Whether it is a place, or within it.
  fileprivate func isWithin(_ place: String, _ rules: ComparisonRules) -> Bool {
    let (start, rest) = (prefix(place.count), dropFirst(place.count))
    return rules.isSame(.string(String(start)), .string(place))
      && (rest.isEmpty || rest.hasPrefix("/"))
  }
}
