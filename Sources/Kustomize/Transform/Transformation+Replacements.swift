// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Transformation {
  func replaceValues(_ layer: inout Layer) throws(KustomizeError) {
    var rules: [ReplacementRule] = []
    for rule in kustomization.replacements {
      rules += rule.path.isEmpty ? [rule] : try builder.replacements(rule, in: directory)
    }
    for rule in rules {
      guard let source = rule.source, let targets = rule.targets else {
        throw KustomizeError(at: rule.position, "a replacement needs a source and targets")
      }
      do throws(Fault) {
        guard let value = try value(of: source, layer) else { continue }
        for target in targets { try replace(value, at: target, &layer) }
      } catch {
        throw error.at(rule.position)
      }
    }
    if !rules.isEmpty { note("ReplacementTransformer", in: &layer) }
  }

  /// The value that a replacement copies; nil where its object may have been left out.
  private func value(of source: ReplacementSource, _ layer: Layer) throws(Fault) -> Value? {
    let found = layer.resources.items.filter { source.selector.matches($0) }
    guard let first = found.first else {
      if layer.isIncomplete { return nil }
      throw Fault("no object is its source: \(source.selector)")
    }
    guard found.count == 1 else {
      throw Fault("\(found.count) objects are its source: \(source.selector)")
    }
    let path = source.fieldPath.isEmpty ? "metadata.name" : source.fieldPath
    let value = try FieldQuery(path).value(in: first.object)
    guard let value, !value.isEmpty else { throw Fault("\(first.id) has no \(path)") }
    guard let options = source.options, !options.delimiter.isEmpty else { return value }
    return .string(try options.part(of: value))
  }

  private func replace(
    _ value: Value, at target: ReplacementTarget, _ layer: inout Layer
  ) throws(Fault) {
    guard let select = target.select else { throw Fault("a target needs a select") }
    let paths = target.fieldPaths.isEmpty ? ["metadata.name"] : target.fieldPaths
    try layer.resources.change { (items) throws(Fault) in
      for index in items.indices where target.chooses(items[index], select) {
        for path in paths {
          let query = try FieldQuery(path)
          let making = target.options?.creates == true ? value : Optional<Value>.none
          var count = 0
          try query.visit(&items[index].object, making: making) { (found, isNew) throws(Fault) in
            count += 1
            try found.replace(with: value, isNew: isNew, target.options)
          }
          guard count > 0 else { throw Fault("\(items[index].id) has no \(path)") }
          items[index].settleLinks()
        }
      }
    }
  }
}

extension ReplacementTarget {
  /// Whether a replacement is for the object: one of its names is selected, and none is rejected.
  func chooses(_ resource: Resource, _ select: Selector) -> Bool {
    guard select.hasRightMarks(resource), select.exact.matches(resource) else { return false }
    return !rejects.contains { reject in
      reject.asksForMarks && reject.hasRightMarks(resource)
        || !reject.exact.isEmpty && reject.exact.matches(resource)
    }
  }
}

extension ReplacementOptions {
  /// The part of a text that the options mean.
  func part(of value: Value) throws(Fault) -> String {
    guard let text = value.scalarText else { throw Fault("a \(value.kind) has no parts") }
    let parts = text.parted(by: delimiter)
    guard parts.indices.contains(index) else {
      throw Fault("part \(index) is wanted of a text that has \(parts.count)")
    }
    return parts[index]
  }

  /// The text with one part put into it.
  func text(_ old: String, with new: String) -> String {
    var parts = old.parted(by: delimiter)
    if index < 0 {
      parts.insert(new, at: 0)
    } else if index >= parts.count {
      parts.append(new)
    } else {
      parts[index] = new
    }
    return parts.joined(separator: delimiter)
  }
}

extension Value {
  fileprivate var isEmpty: Bool {
    switch self {
    case .null: true
    case .map(let map): map.isEmpty
    case .list(let items): items.isEmpty
    case .string(let text): text.isEmpty
    default: false
    }
  }

  /// Takes the place of a value; a scalar keeps its own type, where it is not new.
  fileprivate mutating func replace(
    with value: Value, isNew: Bool, _ options: ReplacementOptions?
  ) throws(Fault) {
    var value = value
    if let options, !options.delimiter.isEmpty {
      guard let old = textOrNull else { throw Fault("a \(kind) has no parts") }
      value = .string(options.text(isNew ? "" : old, with: value.textOrNull ?? ""))
    }
    if list != nil || map != nil {
      self = value
    } else {
      let text = value.textOrNull ?? ""
      self = isNew ? Value(untyped: text) : try retyped(text)
    }
  }

  private var textOrNull: String? { isNull ? "null" : scalarText }

  /// A text as a value of the type this one has.
  private func retyped(_ text: String) throws(Fault) -> Value {
    if case .string = self { return .string(text) }
    let value = Value(untyped: text)
    switch (self, value) {
    case (.int, .int), (.bool, .bool), (.null, .null), (.double, .double), (.double, .int):
      return value
    default: throw Fault("\"\(text)\" cannot take the place of \(aKind)")
    }
  }

  private var aKind: String { kind == "integer" ? "an integer" : "a \(kind)" }

  /// What a text means that stands in YAML without quotes.
  private init(untyped text: String) {
    if ["", "~", "null", "Null", "NULL"].contains(text) {
      self = .null
      return
    }
    let read = try? Source("", bytes: Array(text.utf8), dialect: .kustomize).values().first
    switch read {
    case .int?, .bool?, .double?: self = read ?? .null
    default: self = .string(text)
    }
  }
}

extension String {
  /// The parts between delimiters; the text itself where there is none.
  fileprivate func parted(by delimiter: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let found = rest.firstRange(of: delimiter) {
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return parts + [String(rest)]
  }
}

extension Builder {
  /// The replacements of a file: one, or a list of them.
  func replacements(
    _ rule: ReplacementRule, in directory: String
  ) throws(KustomizeError) -> [ReplacementRule] {
    guard rule.source == nil, rule.targets == nil else {
      throw KustomizeError(
        at: rule.position, "a replacement has either a path or a source and targets")
    }
    let path = try file(rule.path, in: directory, at: rule.position)
    var rules: [ReplacementRule] = []
    for document in try source(path, .kubectl).documents() {
      let document = try read(document)
      let values = document.value.list ?? [document.value]
      for (index, value) in values.enumerated() {
        let place: Path = document.value.list == nil ? [] : [.index(index)]
        rules.append(
          try ReplacementRule(
            Fields(value, at: place, in: document, known: ReplacementRule.fields)))
      }
    }
    return rules
  }
}
