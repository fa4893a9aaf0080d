// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Which objects a patch or a replacement is for.
struct Selector: Sendable {
  static let fields: Set = [
    "group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector",
  ]

  /// What is written, before it is taken for patterns.
  let exact: ReplacementSelector
  private let group: Pattern?
  private let version: Pattern?
  private let kind: Pattern?
  private let name: Pattern?
  private let namespace: Pattern?
  private let labels: LabelSelector?
  private let annotations: LabelSelector?

  init(_ fields: Fields) throws(KustomizeError) {
    exact = try ReplacementSelector(fields)
    group = try Self.pattern(fields, "group")
    version = try Self.pattern(fields, "version")
    kind = try Self.pattern(fields, "kind")
    name = try Self.pattern(fields, "name")
    namespace = try Self.pattern(fields, "namespace")
    labels = try Self.selector(fields, "labelSelector")
    annotations = try Self.selector(fields, "annotationSelector")
  }

  /// Whether the patterns match what an object was called first or is called now, and its labels and
  /// annotations are right.
  func matches(_ resource: Resource) -> Bool {
    let now = resource.id
    guard kind?.matchesAll(of: now.type.kind) ?? true,
      group?.matchesAll(of: now.type.group) ?? true,
      version?.matchesAll(of: now.type.version) ?? true
    else { return false }
    let ids = [resource.firstID, now]
    guard matches(name, ids.map(\.name)), matches(namespace, ids.map(\.effectiveNamespace)) else {
      return false
    }
    return hasRightMarks(resource)
  }

  /// Whether labels and annotations are right.
  func hasRightMarks(_ resource: Resource) -> Bool {
    (labels?.matches(resource.marks("labels")) ?? true)
      && (annotations?.matches(resource.marks("annotations")) ?? true)
  }

  var asksForMarks: Bool { labels != nil || annotations != nil }

  private func matches(_ pattern: Pattern?, _ texts: [String]) -> Bool {
    guard let pattern else { return true }
    return texts.contains { pattern.matchesAll(of: $0) }
  }

  private static func pattern(_ fields: Fields, _ key: String) throws(KustomizeError) -> Pattern? {
    let text = try fields.string(key)
    guard !text.isEmpty else { return nil }
    do throws(Fault) {
      return try Pattern(text)
    } catch {
      throw fields.mistake(key, error.cause)
    }
  }

  private static func selector(
    _ fields: Fields, _ key: String
  ) throws(KustomizeError) -> LabelSelector? {
    let text = try fields.string(key)
    guard !text.isEmpty else { return nil }
    do throws(ManifestError) {
      return try LabelSelector(parsing: text)
    } catch {
      throw fields.mistake(key, error.cause)
    }
  }
}

/// Which objects a replacement is about: those that are called just so, now or before.
struct ReplacementSelector: Sendable {
  let type: GroupKind
  let name: String
  let namespace: String

  init(_ fields: Fields) throws(KustomizeError) {
    type = GroupKind(
      group: try fields.string("group"), version: try fields.string("version"),
      kind: try fields.string("kind"))
    name = try fields.string("name")
    namespace = try fields.string("namespace")
  }

  var isEmpty: Bool {
    name.isEmpty && namespace.isEmpty && type == GroupKind(group: "", version: "", kind: "")
  }

  func matches(_ id: ObjectID) -> Bool {
    (name.isEmpty || name == id.name) && id.type.isSelected(by: type)
      && (namespace.isEmpty || id.effectiveNamespace == effectiveNamespace(beside: id))
  }

  func matches(_ resource: Resource) -> Bool { resource.ids.contains(where: matches) }

  /// A namespace means nothing to what is in none.
  private func effectiveNamespace(beside id: ObjectID) -> String {
    ObjectID(type: type, name: name, namespace: namespace).effectiveNamespace
  }
}

extension ReplacementSelector: CustomStringConvertible {
  var description: String {
    var words: [String] = []
    for (key, value) in [
      ("group", type.group), ("version", type.version), ("kind", type.kind), ("name", name),
      ("namespace", namespace),
    ] where !value.isEmpty { words.append("\(key) \(value)") }
    return words.isEmpty ? "any object" : words.joined(separator: ", ")
  }
}

extension Resource {
  /// The labels or annotations, all of them as texts.
  func marks(_ key: String) -> Map? {
    guard let map = object["metadata", key]?.map else { return nil }
    return Map(map.map { ($0.key, .string($0.value.scalarText ?? "null")) })
  }
}
