// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What a value must have to be an object.
enum ObjectCheck {
  static func check(
    _ value: Value, at path: Path = [], of document: Document
  ) throws(KustomizeError) {
    guard value.map != nil else {
      throw KustomizeError(
        at: document.position(of: path), "an object must be a map, not a \(value.kind)")
    }
    guard let kind = value["kind"]?.string, !kind.isEmpty else {
      throw KustomizeError(at: document.position(of: path), "the object has no kind")
    }
    if let metadata = value["metadata"], metadata.map == nil, !metadata.isNull {
      throw KustomizeError(
        at: document.position(of: path.key("metadata")),
        "metadata must be a map, not a \(metadata.kind)")
    }
    guard kind.hasSuffix("List") || value["metadata", "name"]?.scalarText?.isEmpty == false else {
      throw KustomizeError(at: document.position(of: path), "the \(kind) has no metadata.name")
    }
  }
}
