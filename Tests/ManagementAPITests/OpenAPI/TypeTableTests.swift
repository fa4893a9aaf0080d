// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import ManagementAPI

struct TypeTableTests {
  @Test func `a line says which fields a type has`() {
    let table = TypeTable(
      """
      a.B: one string, two! [a.C]@name,
        three {quantity}, four [string]@, five
        a.D~
      a.C: x any
      """)
    #expect(
      table.types["a.B"] == [
        .init(name: "one", kind: .word("string")),
        .init(name: "two", kind: .list(.type("a.C")), isRequired: true, mergeKey: "name"),
        .init(name: "three", kind: .map(.word("quantity"))),
        .init(name: "four", kind: .list(.word("string")), mergeKey: ""),
        .init(name: "five", kind: .type("a.D"), retainsKeys: true),
      ])
    #expect(table.types["a.C"] == [.init(name: "x", kind: .word("any"))])
  }

  @Test func `every type that is named is there`() {
    func names(_ kind: TypeTable.Kind) -> [String] {
      switch kind {
      case .word: []
      case .list(let inner), .map(let inner): names(inner)
      case .type(let name): [name]
      }
    }
    let types = TypeTable.all.types
    #expect(types.count > 200)
    for (type, fields) in types {
      for name in fields.flatMap({ names($0.kind) }) { #expect(types[name] != nil, "\(type)") }
    }
  }

  @Test func `every kind of Kubernetes' own has a type`() {
    for kind in Catalog.core.kinds where !kind.isReview {
      #expect(TypeSchemas.type(of: kind) != nil, "\(kind.kind)")
    }
  }
}
