// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What comes in as an object's `metadata`, made into what every object's is: fields of the right type,
/// nothing unknown, nothing empty. Pure.
enum MetadataIntake {
  private enum Shape {
    case text, number, texts, names, list
  }

  private static let shapes: [String: Shape] = [
    "name": .text, "generateName": .text, "namespace": .text, "uid": .text, "selfLink": .text,
    "resourceVersion": .text, "creationTimestamp": .text, "deletionTimestamp": .text,
    "generation": .number, "deletionGracePeriodSeconds": .number, "labels": .texts,
    "annotations": .texts, "finalizers": .names, "ownerReferences": .list,
    "managedFields": .list,
  ]

  /// - Returns: What is wrong with it, if anything is.
  static func settle(_ metadata: inout Value) -> String? {
    guard let fields = metadata.map else { return fault("metadata", "map", metadata) }
    for field in fields.entries {
      guard let shape = shapes[field.key], !isEmpty(field.value) else {
        metadata[field.key] = nil
        continue
      }
      if let fault = fault(in: field.value, shape, "metadata.\(field.key)") { return fault }
    }
    return nil
  }

  private static func isEmpty(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .map(let map): map.isEmpty
    case .list(let list): list.isEmpty
    default: false
    }
  }

  private static func fault(in value: Value, _ shape: Shape, _ path: String) -> String? {
    switch (shape, value) {
    case (.text, .string), (.number, .int), (.list, .list): nil
    case (.names, .list(let names)):
      names.lazy.compactMap { $0.string == nil ? fault(path, "string", $0) : nil }.first
    case (.texts, .map(let texts)):
      texts.lazy.compactMap { text in
        // An entry of nothing is an empty text.
        text.value.string == nil && !text.value.isNull
          ? fault("\(path)[\(text.key)]", "string", text.value) : nil
      }.first
    case (.text, _): fault(path, "string", value)
    case (.number, _): fault(path, "integer", value)
    case (.texts, _): fault(path, "map", value)
    case (.names, _), (.list, _): fault(path, "list", value)
    }
  }

  private static func fault(_ path: String, _ wanted: String, _ value: Value) -> String {
    "\(path) must be \(article(wanted)), not \(article(value.kind))"
  }

  private static func article(_ word: String) -> String {
    (word.first.map { "aeiou".contains($0) } ?? false ? "an " : "a ") + word
  }
}
