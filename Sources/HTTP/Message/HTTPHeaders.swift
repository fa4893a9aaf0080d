// SPDX-License-Identifier: Apache-2.0

/// Header fields in the order they were given or received. Names compare without case.
package struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  package typealias Field = (name: String, value: String)

  private var names: [String] = []
  private var values: [String] = []

  package init() {}

  package init(dictionaryLiteral fields: (String, String)...) {
    for (name, value) in fields { add(name, value) }
  }

  package var fields: [Field] { Array(zip(names, values)) }

  /// The first value under `name`. Setting replaces every field of that name; nil removes them.
  package subscript(_ name: String) -> String? {
    get { all(name).first }
    set {
      let kept = fields.filter { !Self.same($0.name, name) }
      names = kept.map(\.name)
      values = kept.map(\.value)
      if let newValue { add(name, newValue) }
    }
  }

  /// Every value under `name`, in order.
  package func all(_ name: String) -> [String] {
    fields.filter { Self.same($0.name, name) }.map(\.value)
  }

  /// Adds a field beside those that may bear the same name already.
  package mutating func add(_ name: String, _ value: String) {
    names.append(name)
    values.append(value)
  }

  private static func same(_ one: String, _ other: String) -> Bool {
    one.utf8.count == other.utf8.count && one.lowercased() == other.lowercased()
  }
}

extension HTTPHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private static let secret: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "set-cookie", "www-authenticate",
  ]

  /// The fields as lines, those that hold credentials as `***`.
  package var description: String {
    fields.map { name, value in
      "\(name): \(Self.secret.contains(name.lowercased()) ? "***" : value)"
    }
    .joined(separator: "\n")
  }

  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
