// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A field of some kinds of object: `spec/template/metadata/labels` of a Deployment.
struct FieldSpec: Sendable, Hashable {
  struct Step: Sendable, Hashable {
    let name: String
    /// Whether it was written with `[]`: the field is a list, and is not made where it is absent.
    let isList: Bool
  }

  let group: String
  let version: String
  let kind: String
  let path: [Step]
  let creates: Bool

  init(
    _ path: String, group: String = "", version: String = "", kind: String = "",
    creates: Bool = false
  ) {
    self.group = group
    self.version = version
    self.kind = kind
    self.path = Self.steps(path)
    self.creates = creates
  }

  /// The parts between slashes; a slash behind a backslash is part of a name.
  private static func steps(_ path: String) -> [Step] {
    var names: [String] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      if let last = names.last, last.hasSuffix("\\") {
        names[names.count - 1] = last.dropLast() + "/" + part
      } else {
        names.append(String(part))
      }
    }
    return names.map { name in
      name.hasSuffix("[]")
        ? Step(name: String(name.dropLast(2)), isList: true) : Step(name: name, isList: false)
    }
  }

  var selector: GroupKind { GroupKind(group: group, version: version, kind: kind) }

  func applies(to type: GroupKind) -> Bool {
    (kind.isEmpty || kind == type.kind) && (group.isEmpty || group == type.group)
      && (version.isEmpty || version == type.version)
  }

  /// Whether both name the same field, made where it is absent or not.
  func isSameField(as other: FieldSpec) -> Bool {
    kind == other.kind && group == other.group && version == other.version && path == other.path
  }
}

extension FieldSpec {
  static let keys: Set = ["path", "group", "version", "kind", "create"]

  static func specs(_ fields: Fields, _ key: String) throws(KustomizeError) -> [FieldSpec] {
    try fields.each(key, knowing: keys) { (rule) throws(KustomizeError) in
      FieldSpec(
        try rule.string("path"), group: try rule.string("group"),
        version: try rule.string("version"), kind: try rule.string("kind"),
        creates: try rule.bool("create"))
    }
  }
}

extension [FieldSpec] {
  /// Those of both, each field once.
  func merged(with others: [FieldSpec]) -> [FieldSpec] {
    var all = self
    for other in others where !all.contains(where: { $0.isSameField(as: other) }) {
      all.append(other)
    }
    return all
  }
}
