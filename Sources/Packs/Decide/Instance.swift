// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// One resource that is to be there: a template, or one item of its row.
struct Instance: Sendable {
  let template: PackResource
  /// As it is called: `subnet[a]`.
  let name: String
  /// What tells it from others of its row.
  let key: String?
  let item: Value?
  let index: Int?

  /// The same scope, for this one of a row.
  func scope(in scope: PackScope, own: Known? = nil) -> PackScope {
    var scope = scope
    scope.item = item
    scope.index = index
    scope.own = own
    return scope
  }
}

/// What a template stands for at the moment.
enum Expansion: Sendable {
  case waits([Lack])
  case instances([Instance])
  case broken(String)
}

extension PackResource {
  func expand(in scope: PackScope) -> Expansion {
    do throws(TemplateError) {
      guard let forEach else { return try single(in: scope) }
      switch try scope.bind(forEach) {
      case .lacks(let lacks): return .waits(lacks)
      case .bound(let bound): return try rows(bound.reveal(), in: scope)
      }
    } catch {
      return .broken("\(error)")
    }
  }

  private func single(in scope: PackScope) throws(TemplateError) -> Expansion {
    switch try scope.judge(when) {
    case .waits(let lacks): .waits(lacks)
    case .fails: .instances([])
    case .holds:
      .instances([Instance(template: self, name: name, key: nil, item: nil, index: nil)])
    }
  }

  private func rows(_ value: Value, in scope: PackScope) throws(TemplateError) -> Expansion {
    var instances: [Instance] = []
    for (index, item) in value.rowItems.enumerated() {
      var own = scope
      own.item = item
      own.index = index
      switch try own.judge(when) {
      case .waits(let lacks): return .waits(lacks)
      case .fails: continue
      case .holds: break
      }
      let key = try self.key(of: item, index, in: own)
      guard !instances.contains(where: { $0.key == key }) else {
        return .broken("two items of \(name) have the key \"\(key)\"")
      }
      instances.append(
        Instance(template: self, name: "\(name)[\(key)]", key: key, item: item, index: index))
    }
    return .instances(instances)
  }

  private func key(
    of item: Value, _ index: Int, in scope: PackScope
  ) throws(TemplateError) -> String {
    if let key {
      let bound = try scope.bind(key).bound?.reveal()
      return bound?.string ?? bound.map { JSON.text($0) } ?? "\(index)"
    }
    return item["name"]?.string ?? item["key"]?.string ?? item.string ?? "\(index)"
  }
}

extension Value {
  /// The items of a list; of a map its entries, as key and value.
  fileprivate var rowItems: [Value] {
    switch self {
    case .list(let items): items
    case .map(let map): map.map { ["key": .string($0.key), "value": $0.value] }
    default: []
    }
  }
}
