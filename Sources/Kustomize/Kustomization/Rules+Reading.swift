// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Fields {
  /// Where this map stands.
  var position: Position { document.position(of: path) }
}

extension PatchRule {
  static func rules(_ fields: Fields, _ key: String) throws(KustomizeError) -> [PatchRule] {
    try fields.each(key, knowing: ["path", "patch", "target", "options"]) {
      (rule) throws(KustomizeError) in
      var patch = PatchRule(position: rule.position)
      patch.path = try rule.string("path")
      patch.text = try rule.string("patch")
      patch.target = try rule.within("target", knowing: Selector.fields)
        .map { (fields) throws(KustomizeError) in try Selector(fields) }
      if let options = try rule.within(
        "options", knowing: ["allowNameChange", "allowKindChange"])
      {
        patch.allowsNameChange = try options.bool("allowNameChange")
        patch.allowsKindChange = try options.bool("allowKindChange")
      }
      return patch
    }
  }
}

extension ImageRule {
  static func rules(_ fields: Fields, _ key: String) throws(KustomizeError) -> [ImageRule] {
    try fields.each(key, knowing: ["name", "newName", "newTag", "tagSuffix", "digest"]) {
      (rule) throws(KustomizeError) in
      ImageRule(
        name: try rule.string("name"), newName: try rule.string("newName"),
        newTag: try rule.string("newTag"), tagSuffix: try rule.string("tagSuffix"),
        digest: try rule.string("digest"), position: rule.position)
    }
  }
}

extension GeneratorOptions {
  init?(_ fields: Fields, _ key: String) throws(KustomizeError) {
    let known: Set = ["labels", "annotations", "disableNameSuffixHash", "immutable"]
    guard let options = try fields.within(key, knowing: known) else { return nil }
    labels = try options.texts("labels")
    annotations = try options.texts("annotations")
    disablesHash = try options.bool("disableNameSuffixHash")
    isImmutable = try options.bool("immutable")
  }
}

extension GeneratorRule {
  static func rules(
    _ fields: Fields, _ key: String, isSecret: Bool
  ) throws(KustomizeError) -> [GeneratorRule] {
    var known: Set = [
      "name", "namespace", "behavior", "literals", "files", "envs", "env", "options",
    ]
    if isSecret { known.insert("type") }
    return try fields.each(key, knowing: known) { (rule) throws(KustomizeError) in
      let env = try rule.string("env")
      return GeneratorRule(
        isSecret: isSecret, name: try rule.string("name"),
        namespace: try rule.string("namespace"), type: isSecret ? try rule.string("type") : "",
        // What kustomize does not know, it takes for unspecified.
        behavior: Behavior(rawValue: try rule.string("behavior")) ?? .unspecified,
        literals: try rule.strings("literals"), files: try rule.strings("files"),
        envs: try rule.strings("envs") + (env.isEmpty ? [] : [env]),
        options: try GeneratorOptions(rule, "options"), position: rule.position)
    }
  }
}

extension ReplacementRule {
  static let fields: Set = ["path", "source", "targets"]

  static func rules(_ fields: Fields, _ key: String) throws(KustomizeError) -> [ReplacementRule] {
    try fields.each(key, knowing: Self.fields) { (rule) throws(KustomizeError) in
      try ReplacementRule(rule)
    }
  }

  init(_ rule: Fields) throws(KustomizeError) {
    position = rule.position
    path = try rule.string("path")
    let known: Set = ["group", "version", "kind", "name", "namespace", "fieldPath", "options"]
    if let source = try rule.within("source", knowing: known) {
      self.source = ReplacementSource(
        selector: try ReplacementSelector(source), fieldPath: try source.string("fieldPath"),
        options: try ReplacementOptions(source))
    }
    guard rule.has("targets") else { return }
    targets = try rule.each("targets", knowing: ["select", "reject", "fieldPaths", "options"]) {
      (target) throws(KustomizeError) in
      ReplacementTarget(
        select: try target.within("select", knowing: Selector.fields)
          .map { (fields) throws(KustomizeError) in try Selector(fields) },
        rejects: try target.each("reject", knowing: Selector.fields) {
          (fields) throws(KustomizeError) in try Selector(fields)
        },
        fieldPaths: try target.strings("fieldPaths"), options: try ReplacementOptions(target))
    }
  }
}

extension ReplacementOptions {
  init?(_ fields: Fields) throws(KustomizeError) {
    let known: Set = ["delimiter", "index", "encoding", "create"]
    guard let options = try fields.within("options", knowing: known) else { return nil }
    delimiter = try options.string("delimiter")
    index = Int(try options.int("index"))
    encoding = try options.string("encoding")
    creates = try options.bool("create")
  }
}
