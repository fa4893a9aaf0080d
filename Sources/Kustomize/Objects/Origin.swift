// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// Where an object comes from: a document of a file, or an entry of a kustomization.
package struct Origin: Sendable {
  /// The file, in the tree that was built from.
  package let file: String
  private let document: Document?
  private let path: Path
  private let place: Position?
  /// The directory of the layer that named it, for what is told in annotations.
  let layer: String
  /// For what was generated: by which generator.
  let generator: String?

  /// An object that a file holds, at a path of the document.
  init(_ document: Document, at path: Path = [], file: String, layer: String) {
    self.document = document
    self.path = path
    place = nil
    self.file = file
    self.layer = layer
    generator = nil
  }

  init(generatedBy generator: String, at place: Position, file: String, layer: String) {
    document = nil
    path = []
    self.place = place
    self.file = file
    self.layer = layer
    self.generator = generator
  }

  /// Where the object stands.
  package var position: Position { position(of: []) }

  /// Where a field of the object stands, as far as it still is where it came from.
  package func position(of field: Path) -> Position {
    guard let document else { return place ?? Position(file: file, line: 1, column: 1) }
    return document.position(of: Path(path.steps + field.steps))
  }
}
