// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Mends the names that objects hold of each other, after names have changed.
struct NameReferences {
  private let items: [Resource]
  /// Which objects had a name.
  private var former: [String: [Int]] = [:]
  private let ids: [ObjectID]
  private let firstIDs: [ObjectID]
  /// For a kind of object, its fields that hold names, and of what.
  private var fields: [GroupKind: [(target: GroupKind, spec: FieldSpec)]] = [:]
  private let tables: [FieldTables.NameReference]

  init(_ items: [Resource], _ tables: FieldTables) {
    self.items = items
    self.tables = tables.nameReferences
    ids = items.map(\.id)
    firstIDs = items.map(\.firstID)
    for (index, item) in items.enumerated() {
      for name in Set(item.past.map(\.name)) { former[name, default: []].append(index) }
    }
  }

  /// The objects with the names of today.
  mutating func mended() throws(KustomizeError) -> [Resource] {
    guard !former.isEmpty else { return items }
    var mended = items
    for index in items.indices {
      for (target, spec) in specs(for: firstIDs[index].type) {
        var object = mended[index].object
        let referrer = Referrer(index: index, field: spec, target: target)
        do throws(Fault) {
          try object.visit(spec.path[...], making: nil) { (value) throws(Fault) in
            try mend(&value, referrer)
          }
        } catch {
          throw error.at(items[index].origin.position)
        }
        mended[index].object = object
      }
    }
    return mended
  }

  private struct Referrer {
    let index: Int
    let field: FieldSpec
    let target: GroupKind
  }

  private mutating func specs(for type: GroupKind) -> [(target: GroupKind, spec: FieldSpec)] {
    if let known = fields[type] { return known }
    let found = tables.flatMap { table in
      table.fields.filter { $0.applies(to: type) }.map { (table.target, $0) }
    }
    fields[type] = found
    return found
  }

  private func mend(_ value: inout Value, _ referrer: Referrer) throws(Fault) {
    switch value {
    case .null: return
    case .list(var items):
      for index in items.indices { try mendItem(&items[index], referrer) }
      value = .list(items)
    default: try mendItem(&value, referrer)
    }
  }

  private func mendItem(_ value: inout Value, _ referrer: Referrer) throws(Fault) {
    switch value {
    case .null: return
    case .list: throw Fault("a name is wanted, where there is a list")
    case .map: try mendMap(&value, referrer)
    default:
      guard let old = value.scalarText, let found = try referral(old, referrer, in: nil) else {
        return
      }
      let name = ids[found].name
      if name != old { value = .string(name) }
    }
  }

  /// A map that holds a name and perhaps a namespace.
  private func mendMap(_ value: inout Value, _ referrer: Referrer) throws(Fault) {
    guard let old = value["name"]?.scalarText else {
      throw Fault("\(referrer.field.path.map(\.name).joined(separator: ".")) has no name")
    }
    let namespace = value["namespace"]?.scalarText
    let places = candidates(old, referrer)
    let isFirst = places.contains { firstIDs[$0].effectiveNamespace == namespace }
    let found = try referral(old, referrer) { index in
      guard let namespace else { return true }
      return (isFirst ? firstIDs[index] : ids[index]).effectiveNamespace == namespace
    }
    guard let found else { return }
    let id = ids[found]
    if id.name == old && id.namespace.isEmpty { return }
    value["name"] = .string(id.name)
    if !id.namespace.isEmpty { value["namespace"] = .string(id.namespace) }
  }
}

extension NameReferences {
  /// The objects that once had the name, and that the referrer can mean.
  private func candidates(_ name: String, _ referrer: Referrer) -> [Int] {
    let own = ids[referrer.index]
    let accounts = accountNamespaces(of: referrer.index)
    return (former[name] ?? []).filter { index in
      own.type.isClusterScoped || ids[index].type.isClusterScoped
        || ids[index].effectiveNamespace == own.effectiveNamespace
        || accounts.contains(ids[index].namespace)
    }
  }

  /// The namespaces whose accounts a RoleBinding names.
  private func accountNamespaces(of index: Int) -> Set<String> {
    guard ids[index].type.kind == "RoleBinding" else { return [] }
    let subjects = items[index].object["subjects"]?.list ?? []
    return Set(
      subjects.filter { $0["kind"] == "ServiceAccount" }.compactMap { $0["namespace"]?.string })
  }

  /// The one object that a name means; nil where there is none.
  private func referral(
    _ name: String, _ referrer: Referrer, in fits: ((Int) -> Bool)?
  ) throws(Fault) -> Int? {
    guard former[name] != nil else { return nil }
    let own = ids[referrer.index]
    let role = roleType(referrer)
    var found = candidates(name, referrer).filter { index in
      guard fits?(index) ?? true, wasOnce(index, referrer.target) else { return false }
      if let role, !wasOnce(index, role) { return false }
      return own.type.isClusterScoped || ids[index].type.isClusterScoped
        || ids[index].type.kind == "ServiceAccount"
        || ids[index].effectiveNamespace == own.effectiveNamespace
    }
    if found.count > 1 { found = found.filter { isAkin($0, referrer.index, orUnnamed: true) } }
    if found.count > 1 { found = found.filter { isAkin($0, referrer.index, orUnnamed: false) } }
    guard let first = found.first else { return nil }
    let isSame = found.allSatisfy {
      ids[$0].name == ids[first].name && (fits == nil || ids[$0].namespace == ids[first].namespace)
    }
    guard isSame else {
      let all = found.map { "\(ids[$0])" }.joined(separator: ", ")
      throw Fault("\"\(name)\" may mean each of \(all)")
    }
    return first
  }

  private func wasOnce(_ index: Int, _ type: GroupKind) -> Bool {
    let own = ids[index].type
    return items[index].past.contains { $0.id(own).type.isSelected(by: type) }
  }

  /// What kind of role a binding says it means.
  private func roleType(_ referrer: Referrer) -> GroupKind? {
    guard referrer.field.path.map(\.name).suffix(2) == ["roleRef", "name"] else { return nil }
    let role = items[referrer.index].object["roleRef"]
    guard let group = role?["apiGroup"]?.scalarText, let kind = role?["kind"]?.scalarText else {
      return nil
    }
    return GroupKind(group: group, version: "", kind: kind)
  }

  /// Whether both went through the same layers: their prefixes and suffixes end alike.
  private func isAkin(_ one: Int, _ other: Int, orUnnamed: Bool) -> Bool {
    let (one, other) = (items[one], items[other])
    return one.prefixes.endsLike(other.prefixes, orUnnamed)
      && one.suffixes.endsLike(other.suffixes, orUnnamed)
  }
}

extension [String] {
  fileprivate func endsLike(_ other: [String], _ orEmpty: Bool) -> Bool {
    if orEmpty, isEmpty || other.isEmpty { return true }
    let count = Swift.min(count, other.count)
    if count == 0 { return isEmpty == other.isEmpty }
    return suffix(count) == other.suffix(count)
  }
}
