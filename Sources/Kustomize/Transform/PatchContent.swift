// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What is in a patch: parts of objects, or operations.
enum PatchContent {
  case strategic([Document])
  case json(JSONPatch)

  var documents: [Document] {
    if case .strategic(let documents) = self { documents } else { [] }
  }
}

extension Builder {
  /// What an entry of `patches` or `patchesJson6902` holds, or the file it names.
  func patch(_ rule: PatchRule, in directory: String) throws(KustomizeError) -> PatchContent {
    let text = rule.text.trimmed
    guard text.isEmpty != rule.path.isEmpty else {
      throw KustomizeError(
        at: rule.position, "the patch must have either a path or a text of its own")
    }
    if !text.isEmpty { return try content(Source.inline(text, at: rule.position), rule) }
    let path = try file(rule.path, in: directory, at: rule.position)
    return try content(source(path), rule)
  }

  /// What an entry of `patchesStrategicMerge` holds: it is a patch, or names a file.
  func strategicPatch(_ rule: PatchRule, in directory: String) throws(KustomizeError)
    -> PatchContent
  {
    if rule.text.contains("\n") || rule.text.hasPrefix("{") {
      return try content(Source.inline(rule.text, at: rule.position), rule, isStrategic: true)
    }
    let path = try file(rule.text, in: directory, at: rule.position)
    return try content(source(path), rule, isStrategic: true)
  }

  private func content(
    _ source: Source, _ rule: PatchRule, isStrategic: Bool = false
  ) throws(KustomizeError) -> PatchContent {
    var documents: [Document] = []
    for document in source.documents() {
      switch document {
      case .success(let document): documents.append(document)
      case .failure(let error): throw KustomizeError(error)
      }
    }
    guard let first = documents.first else {
      throw KustomizeError(at: rule.position, "the patch is empty")
    }
    if !isStrategic, documents.count == 1, first.value.list != nil {
      do throws(ManifestError) {
        return .json(try JSONPatch(first.value))
      } catch {
        throw KustomizeError("\(error.action) of \(first.position)", error.cause, hint: error.hint)
      }
    }
    for document in documents { try ObjectCheck.check(document.value, of: document) }
    return .strategic(documents)
  }
}

extension Source {
  /// A text within a kustomization, called by its place.
  fileprivate static func inline(_ text: String, at position: Position) -> Source {
    Source("\(position) (patch)", bytes: Array(text.utf8), dialect: .kustomize)
  }
}

extension String {
  /// Without white space around it.
  fileprivate var trimmed: String {
    let isSpace = { (character: Character) in character.isWhitespace }
    return String(String(drop(while: isSpace).reversed()).drop(while: isSpace).reversed())
  }
}
