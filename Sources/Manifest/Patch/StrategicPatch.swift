// SPDX-License-Identifier: Apache-2.0

/// Whose strategic merge patch it is: both merge alike, but put the items of a list in another
/// order and differ where a patch goes wrong.
package enum StrategicPatchStyle: Sendable {
  /// kube-apiserver and kubectl: items keep their place, new ones go before what follows them.
  case kubernetes
  /// kustomize: the items of the patch come first, in its order.
  case kustomize
}

extension Value {
  /// This object after a strategic merge patch, in which lists are merged by what their items are
  /// called and `$patch`, `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…` say
  /// what else to do. A patch that deletes the object leaves an empty map.
  package func applying(
    strategicPatch patch: Value, schema: PatchSchema, as style: StrategicPatchStyle = .kubernetes
  ) throws(ManifestError) -> Value {
    let action = "apply strategic merge patch"
    guard case .map(let changes) = patch else {
      throw ManifestError(action, "it must be a map, not \(patch.aKind)")
    }
    guard case .map(let base) = self else {
      throw ManifestError(action, "\(aKind) takes none, only a map")
    }
    do {
      return .map(try StrategicMerge(style: style).merge(changes, into: base, schema) ?? Map())
    } catch {
      throw ManifestError(action, error.description)
    }
  }
}

/// What is wrong with a patch, and where.
struct PatchFault: Error, CustomStringConvertible {
  /// From the inside out.
  private var path: [String] = []
  private let cause: String

  init(_ cause: String) { self.cause = cause }

  func under(_ key: String) -> PatchFault {
    var fault = self
    fault.path.append(key)
    return fault
  }

  var description: String {
    path.isEmpty ? cause : "\(path.reversed().joined(separator: ".")): \(cause)"
  }
}

/// Merges the maps of a patch.
struct StrategicMerge {
  let style: StrategicPatchStyle

  /// The result; nil where the patch deletes it.
  func merge(_ changes: Map, into base: Map, _ schema: PatchSchema) throws(PatchFault) -> Map? {
    var result = base
    switch try Directive(in: changes) {
    case .delete: return nil
    case .replace: result = Map()
    case .merge: try retainKeys(changes, in: &result)
    }
    for change in changes where !Directive.isName(change.key) {
      do {
        result[change.key] = try merged(change, of: changes, into: result[change.key], schema)
      } catch {
        throw error.under(change.key)
      }
    }
    for change in changes {
      do {
        try applyListDirective(change, of: changes, to: &result, schema)
      } catch {
        throw error.under(change.key)
      }
    }
    return result
  }

  private func merged(
    _ change: Map.Entry, of changes: Map, into base: Value?, _ schema: PatchSchema
  ) throws(PatchFault) -> Value? {
    let field = schema.field(change.key)
    switch (base, change.value) {
    case (_, .null): return nil
    case (.map(let base)?, .map(let patch)):
      if case .replaced? = field, style == .kubernetes { return try fresh(change.value, field) }
      if let merged = try merge(patch, into: base, .within(field)) { return .map(merged) }
      // A map that is deleted stays, empty, in one and goes in the other.
      return style == .kubernetes ? .map(Map()) : Optional.none
    case (.list(let base)?, .list(let patch)):
      guard let list = ListMerge(field, self) else { return try fresh(change.value, field) }
      let order = try Directive.order(of: change.key, in: changes)
      return .list(try list.merge(patch, into: base, order: order))
    case (let base?, let patch) where style == .kustomize && !base.isLike(patch) && !base.isNull:
      throw PatchFault("\(patch.aKind) cannot be merged into \(base.aKind)")
    case (_, .list(let patch)):
      guard let list = ListMerge(field, self) else { return try fresh(change.value, field) }
      let order = try Directive.order(of: change.key, in: changes)
      return .list(try list.merge(patch, into: [], order: order))
    default: return try fresh(change.value, field)
    }
  }

  /// A value of the patch where there was none: without the nulls and directives in its maps.
  func fresh(_ value: Value, _ field: PatchSchema.Field?) throws(PatchFault) -> Value? {
    switch value {
    case .map(let patch): return try merge(patch, into: Map(), .within(field)).map(Value.map)
    case .list(let items) where style == .kubernetes:
      var result: [Value] = []
      for item in items { if let item = try fresh(item, nil) { result.append(item) } }
      return .list(result)
    default: return value
    }
  }

  private func retainKeys(_ changes: Map, in result: inout Map) throws(PatchFault) {
    guard let value = changes[Directive.retainKeys] else { return }
    guard let keys = value.list?.map(\.string) else {
      throw PatchFault("\(Directive.retainKeys) must be a list, not \(value.aKind)")
    }
    for change in changes where !change.value.isNull && !Directive.isName(change.key) {
      guard keys.contains(change.key) else {
        throw PatchFault("\(Directive.retainKeys) lacks \"\(change.key)\", which the patch sets")
      }
    }
    for key in result.keys where !keys.contains(key) { result[key] = nil }
  }

  /// What is to be done to lists after the merge, or without one.
  private func applyListDirective(
    _ change: Map.Entry, of changes: Map, to result: inout Map, _ schema: PatchSchema
  ) throws(PatchFault) {
    if let key = Directive.target(of: change.key, Directive.deleteFromPrimitiveList) {
      guard let unwanted = change.value.list else {
        throw PatchFault("must be a list, not \(change.value.aKind)")
      }
      guard let list = result[key]?.list else { return }
      result[key] = .list(list.filter { !unwanted.contains($0) })
    } else if let key = Directive.target(of: change.key, Directive.setElementOrder) {
      let order = try Directive.order(of: key, in: changes)
      guard !changes.contains(key), let base = result[key]?.list,
        let list = ListMerge(schema.field(key), self)
      else { return }
      result[key] = .list(try list.merge([], into: base, order: order))
    }
  }
}

extension Value {
  /// Whether both are maps, both lists, or both scalars.
  fileprivate func isLike(_ other: Value) -> Bool {
    switch (self, other) {
    case (.map, .map), (.list, .list): true
    case (.map, _), (.list, _), (_, .map), (_, .list): false
    default: true
    }
  }
}
