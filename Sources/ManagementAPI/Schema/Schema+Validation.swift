// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

extension Schema {
  /// Everything that is wrong with a value, in the words of kube-apiserver, the fields in order.
  package func errors(in value: Value, at path: Path = []) -> [FieldError] {
    if value == .null { return isNullable ? [] : typeErrors(value, path) }
    let wrong = typeErrors(value, path)
    guard wrong.isEmpty else { return wrong + choiceErrors(value, path) }
    return choiceErrors(value, path) + scalarErrors(value, path) + childErrors(value, path)
      + junctorErrors(value, path)
  }

  private func typeErrors(_ value: Value, _ path: Path) -> [FieldError] {
    if isIntOrString {
      switch value {
      case .int, .string: return []
      default: return [typeError(value, path, "integer,string")]
      }
    }
    guard let kind, !kind.admits(value) else { return [] }
    return [typeError(value, path, kind.rawValue)]
  }

  private func typeError(_ value: Value, _ path: Path, _ wanted: String) -> FieldError {
    .typeInvalid(
      "\(path)", .string(value.schemaType),
      "\(path) in body must be of type \(wanted): \"\(value.schemaType)\"")
  }

  private func choiceErrors(_ value: Value, _ path: Path) -> [FieldError] {
    guard !rules.choices.isEmpty, !rules.choices.contains(value) else { return [] }
    let supported = rules.choices.map { $0.string ?? JSON.text($0) }
    return [.notSupported("\(path)", value, supported: supported)]
  }

  private func childErrors(_ value: Value, _ path: Path) -> [FieldError] {
    switch value {
    case .map(let map): mapErrors(map, path)
    case .list(let list): listErrors(list, path)
    default: []
    }
  }

  private func mapErrors(_ map: Map, _ path: Path) -> [FieldError] {
    var errors = countErrors(map.count, rules.sizes, "properties", .map(map), path)
    for key in rules.required where map[key] == nil {
      errors.append(.required("\(path.key(key))"))
    }
    if isEmbeddedResource {
      for key in ["apiVersion", "kind"] where map[key]?.string ?? "" == "" {
        errors.append(.required("\(path.key(key))", "must not be empty"))
      }
    }
    // Paths and order are for errors, which there mostly are none of.
    var found: [(key: String, errors: [FieldError])] = []
    var inner = path.key("")
    for entry in map {
      guard let schema = property(entry.key) else { continue }
      inner.steps[path.steps.count] = .key(entry.key)
      let errors = schema.errors(in: entry.value, at: inner)
      if !errors.isEmpty { found.append((entry.key, errors)) }
    }
    return errors + found.sorted { $0.key < $1.key }.flatMap(\.errors)
  }

  private func listErrors(_ list: [Value], _ path: Path) -> [FieldError] {
    var errors = countErrors(list.count, rules.counts, "items", .list(list), path)
    if rules.hasUniqueItems && Set(list).count < list.count {
      errors.append(invalid(.list(list), path, "shouldn't contain duplicates"))
    }
    if let items {
      var inner = path.index(0)
      for (index, child) in list.enumerated() {
        inner.steps[path.steps.count] = .index(index)
        errors += items.errors(in: child, at: inner)
      }
    }
    return errors + repeatErrors(list, path)
  }

  /// Items that cannot be told apart, in lists that say how their items are.
  private func repeatErrors(_ list: [Value], _ path: Path) -> [FieldError] {
    var seen: Set<Value> = []
    var errors: [FieldError] = []
    for (index, item) in list.enumerated() {
      let name: Value
      switch listKind {
      case .atomic: return []
      case .set: name = item
      case .map(let keys): name = .map(Map(keys.compactMap { key in item[key].map { (key, $0) } }))
      }
      if !seen.insert(name).inserted {
        errors.append(.duplicate("\(path.index(index))", name))
      }
    }
    return errors
  }

  func countErrors(
    _ count: Int, _ limits: SchemaRules.Limits, _ unit: String, _ value: Value, _ path: Path
  ) -> [FieldError] {
    if let least = limits.least, count < least {
      return [invalid(value, path, "should have at least \(least) \(unit)")]
    }
    if let most = limits.most, count > most {
      if case .list = value { return [.tooMany("\(path)", count, limit: most)] }
      return [invalid(value, path, "should have at most \(most) \(unit)")]
    }
    return []
  }

  func invalid(_ value: Value, _ path: Path, _ why: String) -> FieldError {
    .invalid("\(path)", value, "\(path) in body \(why)")
  }

  private func junctorErrors(_ value: Value, _ path: Path) -> [FieldError] {
    func fits(_ schema: Schema) -> Bool { schema.errors(in: value, at: path).isEmpty }
    var errors = rules.allOf.flatMap { $0.errors(in: value, at: path) }
    if !rules.anyOf.isEmpty && !rules.anyOf.contains(where: fits) {
      errors.append(
        .invalid("\(path)", value, "\(path) in body must validate at least one schema (anyOf)"))
    }
    let fitting = rules.oneOf.filter(fits).count
    if !rules.oneOf.isEmpty && fitting != 1 {
      let found = fitting == 0 ? "Found none valid" : "Found \(fitting) valid alternatives"
      errors.append(
        .invalid(
          "\(path)", value,
          "\(path) in body must validate one and only one schema (oneOf). \(found)"))
    }
    if let not = rules.not, fits(not) {
      errors.append(
        .invalid("\(path)", value, "\(path) in body must not validate the schema (not)"))
    }
    return errors
  }
}

extension Schema.Kind {
  func admits(_ value: Value) -> Bool {
    switch (self, value) {
    case (.object, .map), (.array, .list), (.string, .string), (.boolean, .bool): true
    case (.integer, .int), (.number, .int), (.number, .double): true
    case (.integer, .double(let number)): number == number.rounded()
    default: false
    }
  }
}

extension Value {
  /// What JSON schema calls this kind of value.
  fileprivate var schemaType: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .int: "integer"
    case .double: "number"
    case .string: "string"
    case .list: "array"
    case .map: "object"
    }
  }
}
