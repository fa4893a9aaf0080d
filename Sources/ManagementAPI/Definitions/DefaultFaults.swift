// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Defaults that their own schema would refuse.
struct DefaultFaults {
  private var errors: [FieldError] = []

  static func all(in source: Value, at path: String) -> [FieldError] {
    let schema: Schema
    do throws(SchemaError) {
      schema = try Schema(source)
    } catch {
      return [.invalid(path, "", error.cause)]
    }
    var faults = DefaultFaults()
    faults.check(schema, path)
    return faults.errors
  }

  private mutating func check(_ schema: Schema, _ path: String) {
    if let value = schema.defaultValue { check(value, of: schema, "\(path).default") }
    if let items = schema.items { check(items, "\(path).items") }
    for name in schema.properties.keys.sorted() {
      guard let property = schema.properties[name] else { continue }
      check(property, "\(path).properties[\(name)]")
    }
  }

  private mutating func check(_ value: Value, of schema: Schema, _ path: String) {
    var pruned = value
    if !schema.prune(&pruned, isRoot: schema.isEmbeddedResource).isEmpty {
      errors.append(.invalid(path, value, "must not have unknown fields"))
    }
    for error in schema.errors(in: value, at: ["default"]) {
      var error = error
      error.path = path + error.path.dropFirst("default".count)
      error.message = error.message.replacing(
        "default in body", with: " in body", maxReplacements: 1)
      errors.append(error)
    }
  }
}
