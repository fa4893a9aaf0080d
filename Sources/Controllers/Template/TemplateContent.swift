// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// What an object made from a template will be: the template's `spec.template`, and nothing of who
/// manages the template or what it is called.
///
/// Two templates have the same content where they say the same, however it is written: order of keys,
/// nulls, and `1` or `1.0` make no difference. An empty list does: it can mean "none" where a
/// missing one means "the default".
package struct TemplateContent: Sendable, Hashable {
  package let value: Value

  /// Of a template object, `$<…>` unbound as committed, defaulted by its schema.
  package init(_ template: Object) {
    value = Self.normal(template.spec["template"] ?? .null)
  }

  private static func normal(_ value: Value) -> Value {
    switch value {
    case .map(let map):
      let kept = map.entries.filter { !$0.value.isNull }
        .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return .map(Map(kept.map { ($0.key, normal($0.value)) }))
    case .list(let list): return .list(list.map(normal))
    case .double(let number): return Int64(exactly: number).map(Value.int) ?? value
    default: return value
    }
  }

  /// The content as bytes, the same for the same content.
  package var canonical: [UInt8] { Array(JSON.text(value).utf8) }
}
