// SPDX-License-Identifier: Apache-2.0

import Manifest

/// One entry of `patches`, `patchesStrategicMerge` or `patchesJson6902`.
struct PatchRule: Sendable {
  var path = ""
  var text = ""
  var target: Selector?
  var allowsNameChange = false
  var allowsKindChange = false
  let position: Position
}

/// One entry of `labels`, or all of `commonLabels`.
struct LabelRule: Sendable {
  var pairs: [(key: String, value: String)]
  var includesSelectors = false
  var includesTemplates = false
  var fields: [FieldSpec] = []
}

/// One entry of `images`.
struct ImageRule: Sendable {
  var name: String
  var newName: String
  var newTag: String
  var tagSuffix: String
  var digest: String
  let position: Position
}

/// One entry of `replicas`.
struct ReplicaRule: Sendable {
  let name: String
  let count: Int64
  let position: Position
}

/// One entry of `replacements`: a file, or what would stand there.
struct ReplacementRule: Sendable {
  var path = ""
  var source: ReplacementSource?
  var targets: [ReplacementTarget]?
  let position: Position
}

struct ReplacementSource: Sendable {
  let selector: ReplacementSelector
  let fieldPath: String
  let options: ReplacementOptions?
}

struct ReplacementTarget: Sendable {
  let select: Selector?
  let rejects: [Selector]
  let fieldPaths: [String]
  let options: ReplacementOptions?
}

struct ReplacementOptions: Sendable {
  let delimiter: String
  let index: Int
  let encoding: String
  let creates: Bool
}

/// What may be said of generated objects.
struct GeneratorOptions: Sendable {
  var labels: [(key: String, value: String)] = []
  var annotations: [(key: String, value: String)] = []
  var disablesHash = false
  var isImmutable = false
}

/// One entry of `configMapGenerator` or `secretGenerator`.
struct GeneratorRule: Sendable {
  enum Behavior: String, Sendable {
    case unspecified, create, merge, replace
  }

  var isSecret: Bool
  var name: String
  var namespace: String
  var type: String
  var behavior: Behavior
  var literals: [String]
  var files: [String]
  var envs: [String]
  var options: GeneratorOptions?
  let position: Position
}

/// The order in which what was built comes out.
package enum BuildOrder: Sendable, Hashable {
  /// As the kustomizations name it.
  case input
  /// What others need first, as `kubectl kustomize` prints it.
  case legacy
  /// The kinds of one list first, those of the other last.
  case kinds(first: [String], last: [String])
}
