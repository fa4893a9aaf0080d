// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What a kustomization file says.
struct Kustomization: Sendable {
  var isComponent = false
  var resources: [Reference] = []
  var components: [Reference] = []
  var crds: [Reference] = []
  var configurations: [Reference] = []
  var namespace = ""
  var namePrefix = ""
  var nameSuffix = ""
  var labels: [LabelRule] = []
  var commonLabels: LabelRule?
  var commonAnnotations: [(key: String, value: String)] = []
  var strategicPatches: [PatchRule] = []
  var patches: [PatchRule] = []
  var jsonPatches: [PatchRule] = []
  var images: [ImageRule] = []
  var replicas: [ReplicaRule] = []
  var replacements: [ReplacementRule] = []
  var generators: [GeneratorRule] = []
  var generatorOptions: GeneratorOptions?
  var buildMetadata: Set<String> = []
  var order: BuildOrder?
  var position = Position(file: "", line: 1, column: 1)

  /// Something named in the file, and where.
  struct Reference: Sendable {
    let text: String
    let position: Position
  }

  /// The names a kustomization file may have.
  static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
}
