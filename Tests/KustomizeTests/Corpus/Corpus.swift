// SPDX-License-Identifier: Apache-2.0

import TestKit

/// Repositories of kustomizations made at random, the same ones for the same seed.
///
/// `o` is what is to be built. It names some of the layers below it: `m`, which is on `b`, or `b`
/// itself; `c`, which shares names with `b`; and the component `k`.
struct Corpus {
  private var random: SeededRandom
  private(set) var files: [String: String] = [:]
  /// The objects of the layers so far.
  private(set) var known: [Known] = []

  struct Known {
    let kind: String
    let name: String
    let namespace: String
  }

  init(seed: UInt64) {
    random = SeededRandom(seed &* 7919 &+ 17)
    let objects = some(of: Objects.kinds, most: 6, atLeast: 1)
    addLayer("b", resources: objects, on: [])
    var below = ["../b"]
    if chance(3) {
      addLayer("m", resources: [], on: ["../b"])
      below = ["../m"]
    }
    if chance(5) {
      addLayer("c", resources: some(of: Objects.kinds, most: 3, atLeast: 1), on: [])
      below.append("../c")
    }
    let component = chance(4)
    if component { addLayer("k", resources: [], on: [], isComponent: true) }
    addLayer(
      "o", resources: chance(3) ? some(of: Objects.kinds, most: 2, atLeast: 1) : [], on: below,
      components: component ? ["../k"] : [])
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  mutating func pick<T>(_ values: [T]) -> T {
    values[Int.random(in: values.indices, using: &random)]
  }

  /// Mostly one of the objects of these kinds; nil where there is none.
  mutating func pickKnown(_ kinds: [String]) -> Known? {
    let fitting = known.filter { kinds.contains($0.kind) }
    if fitting.isEmpty && !chance(12) { return nil }
    if fitting.isEmpty || chance(15) {
      return Known(kind: pick(kinds), name: pick(Self.names), namespace: "")
    }
    return pick(fitting)
  }

  private mutating func some<T>(of values: [T], most: Int, atLeast: Int = 0) -> [T] {
    let count = Int.random(in: atLeast...most, using: &random)
    return Array(values.shuffled(using: &random).prefix(count))
  }
}

extension Corpus {
  static let names = ["web", "db", "web-2"]

  private mutating func addLayer(
    _ directory: String, resources kinds: [String], on below: [String],
    isComponent: Bool = false, components: [String] = []
  ) {
    var lines: [String] = []
    if isComponent {
      lines += ["apiVersion: kustomize.config.k8s.io/v1alpha1", "kind: Component"]
    }
    var resources = below
    for kind in kinds {
      let name = pick(Self.names)
      let file = "\(kind.lowercased())-\(name).yaml"
      files["\(directory)/\(file)"] = object(kind, name)
      if !resources.contains(file) { resources.append(file) }
    }
    if !resources.isEmpty { lines += ["resources: [\(resources.joined(separator: ", "))]"] }
    if !components.isEmpty { lines += ["components: [\(components.joined(separator: ", "))]"] }
    lines += rules(directory)
    if lines.isEmpty { lines.append("namePrefix: \(directory)-") }
    files["\(directory)/kustomization.yaml"] = lines.joined(separator: "\n") + "\n"
  }

  private mutating func object(_ kind: String, _ name: String) -> String {
    var metadata = "name: \(name)"
    var namespace = ""
    if chance(6), !Objects.clusterScoped.contains(kind) {
      namespace = pick(["one", "two", "default"])
      metadata += ", namespace: \(namespace)"
    }
    let shown = kind == "Deployment2" ? "Deployment" : kind
    known.append(Known(kind: shown, name: name, namespace: namespace))
    if chance(3) { metadata += ", labels: {app: \(name), tier: \(pick(["x", "y"]))}" }
    if chance(4) { metadata += ", annotations: {note: \"\(pick(["1", "text", "a: b"]))\"}" }
    return Objects.text(kind, metadata) { pick(Self.names) }
  }

  /// Fields of a kustomization, each of them seldom.
  private mutating func rules(_ directory: String) -> [String] {
    var lines: [String] = []
    if chance(3) { lines.append("namespace: \(pick(["one", "three"]))") }
    if chance(3) { lines.append("namePrefix: \(directory)-") }
    if chance(5) { lines.append("nameSuffix: -\(pick(["v1", "x"]))") }
    if chance(5) { lines.append("commonLabels: {team: t-\(directory), app: \(pick(Self.names))}") }
    if chance(4) { lines += labels() }
    if chance(5) { lines.append("commonAnnotations: {owner: me, note: \"\(pick(["2", "q"]))\"}") }
    if chance(3) { lines += images() }
    if chance(6), let scaled = pickKnown(["Deployment", "StatefulSet"]) {
      lines += ["replicas:", "- {name: \(scaled.name), count: \(pick([0, 3]))}"]
    }
    if chance(3) { lines += generators(directory) }
    if chance(2) { lines += patches() }
    if chance(4) { lines += replacements() }
    if chance(10) { lines.append("buildMetadata: [originAnnotations]") }
    if chance(12) { lines.append("sortOptions: {order: fifo}") }
    return lines
  }

  private mutating func labels() -> [String] {
    var rule = "- pairs: {zone: \(pick(["a", "b"]))}"
    switch Int.random(in: 0..<4, using: &random) {
    case 0: rule += "\n  includeSelectors: true"
    case 1: rule += "\n  includeTemplates: true"
    case 2: rule += "\n  fields: [{path: spec/marks, kind: Canary, create: true}]"
    default: break
    }
    return ["labels:", rule]
  }

  private mutating func images() -> [String] {
    let change = pick([
      "newTag: v2", "newName: mirror/app", "digest: \"sha256:abc\"", "newTag: v3, newName: other",
      "newTag: v2, digest: \"sha256:def\"", "tagSuffix: -slim",
    ])
    return ["images:", "- {name: \(pick(["app", "reg.io:5000/x/app", "sidecar"])), \(change)}"]
  }

  private mutating func generators(_ directory: String) -> [String] {
    let kind = pick(["configMapGenerator", "secretGenerator"])
    let made = kind == "secretGenerator" ? "Secret" : "ConfigMap"
    var name = pick(Self.names + ["fresh", "fresh-2"])
    var rule = ""
    if let old = pickKnown([made]) {
      name = old.name
      if !old.namespace.isEmpty { rule += "\n  namespace: \(old.namespace)" }
      rule += "\n  behavior: \(pick(["merge", "replace", "merge", "create"]))"
    } else {
      known.append(Known(kind: made, name: name, namespace: ""))
    }
    rule = "- name: \(name)" + rule
    switch Int.random(in: 0..<3, using: &random) {
    case 0: rule += "\n  literals: [\"a=\(directory)\", \"\(pick(["b", "c"]))='2 3'\"]"
    case 1:
      rule += "\n  files: [data.txt, key=data.txt]"
      files["\(directory)/data.txt"] = pick(["one\ntwo\n", "x", "<&> \u{2028} ü\n"])
    default:
      rule += "\n  envs: [vars.env]"
      files["\(directory)/vars.env"] = "# comment\nA=1\nB=\(pick(["x=y", "", "z "]))\n\n  C\n"
    }
    if chance(4) {
      rule +=
        "\n  options: {\(pick(["disableNameSuffixHash: true", "immutable: true", "labels: {l: m}"]))}"
    }
    var lines = ["\(kind):", rule]
    if chance(5) {
      lines.append(
        "generatorOptions: {\(pick(["disableNameSuffixHash: true", "labels: {g: h}", "annotations: {g: h}"]))}"
      )
    }
    return lines
  }
}
