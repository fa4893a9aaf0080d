// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Kustomization {
  private static let additions: Set<String> = [
    "namespace", "namePrefix", "nameSuffix", "patches", "components", "images", "buildMetadata",
  ]

  /// Puts fields on top that the file does not have: `namespace`, names, patches, images and components.
  mutating func add(_ fields: Value) throws(KustomizeError) {
    guard fields.map?.isEmpty == false else { return }
    let source = Source("the additions to \(position.file)", text: YAML.text(fields))
    // What was just written can be read, and is one document.
    guard let document = try? source.documents().first(where: { _ in true })?.get() else { return }
    let other = try Kustomization(document, knowing: Self.additions)
    if !other.namespace.isEmpty { namespace = other.namespace }
    if !other.namePrefix.isEmpty { namePrefix = other.namePrefix }
    if !other.nameSuffix.isEmpty { nameSuffix = other.nameSuffix }
    patches += other.patches
    components += other.components
    buildMetadata.formUnion(other.buildMetadata)
    for image in other.images {
      images.removeAll { $0.name == image.name }
      images.append(image)
    }
  }
}
