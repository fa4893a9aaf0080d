// SPDX-License-Identifier: Apache-2.0

import Kustomize
import Manifest
import Testing

struct MistakeTests {
  private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

  /// A kustomization, other files, and what is said of it.
  static let cases: [(String, [String: String], String)] = [
    ("", [:], "cannot build x/kustomization.yaml:1:1: the kustomization is empty"),
    (
      "kind: Kustomization", [:],
      "cannot build x/kustomization.yaml:1:1: the kustomization is empty"
    ),
    ("a: [", [:], "cannot parse x/kustomization.yaml:2:1: "),
    (
      "resource: [a.yaml]", [:],
      #"cannot build x/kustomization.yaml:1:1: unknown field "resource" | did you mean "resources"?"#
    ),
    (
      "namePrefix: 1", [:],
      "cannot build x/kustomization.yaml:1:1: namePrefix: must be a string, not integer"
    ),
    (
      "labels: [{pairs: {a: 1}}]", [:],
      "cannot build x/kustomization.yaml:1:19: labels[0].pairs.a must be a string, not a integer | put it in quotes"
    ),
    ("kind: Foo", [:], "kind: must be Kustomization or Component, not Foo"),
    (
      "apiVersion: v1\nnamespace: a", [:],
      "apiVersion: must be kustomize.config.k8s.io/v1beta1, not v1"
    ),
    (
      "helmCharts: [{name: a}]", [:],
      "helmCharts: is not supported | let a HelmRelease install the chart"
    ),
    ("vars: [{name: a}]", [:], "vars: is not supported | use replacements"),
    (
      "resources: [b.yaml]", ["a.yaml": map],
      "cannot build x/kustomization.yaml:1:13: there is no x/b.yaml | did you mean x/a.yaml?"
    ),
    (
      "resources: [../../a.yaml]", [:],
      "cannot build x/kustomization.yaml:1:13: ../../a.yaml leads out of the tree"
    ),
    (
      "resources: [/etc/passwd]", [:],
      "cannot build x/kustomization.yaml:1:13: /etc/passwd leads out of the tree"
    ),
    ("resources: [.]", [:], "x would be built to build itself: x → x"),
    (
      "resources: [sub]", ["sub/kustomization.yaml": "resources: [../../x]"],
      "x/sub would be built to build itself: x → x/sub → x"
    ),
    (
      "resources: [sub]", ["sub/a.yaml": map],
      "cannot build x/sub: it has no kustomization.yaml, kustomization.yml or Kustomization"
    ),
    (
      "resources: [sub]",
      ["sub/kustomization.yaml": "namespace: a", "sub/Kustomization": "namespace: a"],
      "cannot build x/sub: it has x/sub/kustomization.yaml and x/sub/Kustomization | keep one of them"
    ),
    (
      "components: [sub]", ["sub/kustomization.yaml": "namespace: a"],
      "cannot build x/kustomization.yaml:1:14: x/sub is no component | name it under resources"
    ),
    (
      "resources: [sub]", ["sub/kustomization.yaml": "kind: Component\nnamespace: a"],
      "cannot build x/kustomization.yaml:1:13: x/sub is a component | name it under components"
    ),
    (
      "resources: [a.yaml]", ["a.yaml": map + "---\n" + map],
      "cannot build x/a.yaml:5:1: ConfigMap a of x/a.yaml:1:1 is here already | name each object once"
    ),
    (
      "resources: [a.yaml]", ["a.yaml": "kind: ConfigMap\n"],
      "cannot build x/a.yaml:1:1: the ConfigMap has no metadata.name"
    ),
    (
      "resources: [a.yaml]", ["a.yaml": "metadata: {name: a}\n"],
      "cannot build x/a.yaml:1:1: the object has no kind"
    ),
    (
      "resources: [a.yaml]", ["a.yaml": "- a\n"],
      "cannot build x/a.yaml:1:1: an object must be a map, not a list"
    ),
    (
      "resources: [a.yaml]\npatches: [{path: p.yaml}]",
      ["a.yaml": map, "p.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata: {name: b}"],
      "cannot apply the patch of x/p.yaml:1:1: there is no ConfigMap b | did you mean \"a\"?"
    ),
    (
      "resources: [a.yaml]\npatches: [{path: p.yaml}]",
      [
        "a.yaml": map,
        "p.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a, namespace: n}",
      ], "there is no ConfigMap n/a | there is ConfigMap a: the patch must name the same namespace"
    ),
    (
      "resources: [a.yaml]\npatches: [{patch: '[{\"op\":\"remove\",\"path\":\"/data\"}]', target: {kind: ConfigMap}}]",
      ["a.yaml": map],
      "cannot build x/kustomization.yaml:2:11: the patch of ConfigMap a: operation 0 (remove \"/data\"): there is no \"data\""
    ),
    (
      "patches: [{patch: '[{\"op\":\"remove\",\"path\":\"/data\"}]'}]", [:],
      "a JSON patch needs a target"
    ),
    (
      "patches: [{target: {name: '('}, path: a}]", [:],
      "patches[0].target.name: \"(\" is no regular expression: a ')' is missing"
    ),
    (
      "patches: [{target: {labelSelector: 'a=b=c'}, path: a}]", [:],
      "patches[0].target.labelSelector: "
    ),
    (
      "configMapGenerator: [{name: a, literals: [b]}]", [:],
      "cannot build x/kustomization.yaml:1:22: a literal must be key=value"
    ),
    (
      "configMapGenerator: [{name: a, files: [b=c=d]}]", [:],
      "a file must be a path, or key=path, not \"b=c=d\""
    ),
    ("configMapGenerator: [{name: a, literals: [b=1, b=2]}]", [:], "a has the key \"b\" twice"),
    (
      "secretGenerator: [{name: a, behavior: merge, literals: [b=1]}]", [:],
      "there is no Secret a to merge"
    ),
    (
      "configMapGenerator: [{name: a, envs: [e]}]", ["e": "A=1\n=2\n"],
      "cannot build x/e:2:1: the line has no key"
    ),
    (
      "resources: [a.yaml]\nreplicas: [{name: a, count: 1}]", ["a.yaml": map],
      "cannot build x/kustomization.yaml:2:12: there is nothing called a that has replicas"
    ),
    (
      "resources: [a.yaml]\nreplacements: [{source: {kind: Secret}, targets: [{select: {name: a}}]}]",
      ["a.yaml": map], "no object is its source: kind Secret"
    ),
    (
      "resources: ['https://github.com/o/r//p?ref=v1']", [:],
      "https://github.com/o/r//p?ref=v1 is remote, and remote bases are not allowed | copy it into the repository"
    ),
    (
      "sortOptions: {order: other}", [:],
      "sortOptions.order: must be fifo, or legacy where there are legacySortOptions"
    ),
    (
      "buildMetadata: [other]", [:],
      "buildMetadata: knows no \"other\", only originAnnotations, transformerAnnotations, managedByLabel"
    ),
  ]

  @Test(arguments: cases)
  func `a mistake is told with its place`(
    _ kustomization: String, _ files: [String: String], _ mistake: String
  ) {
    var tree = MemoryTree(["x/kustomization.yaml": kustomization])
    for (name, text) in files { tree["x/\(name)"] = Array(text.utf8) }
    let build = Kustomize.build("x", in: tree)
    #expect(build.mistakes.count == 1, "\(build.mistakes)")
    #expect(build.mistakes.first?.contains(mistake) == true, "\(build.mistakes)")
  }

  @Test(arguments: [
    (
      "clusters/project1-staging-aks",
      "cannot build clusters/project1-staging-aks: there is no such directory | did you mean clusters/project1-stage-aks?"
    ),
    (
      "clusters/project1-stage-aks/a.yaml",
      "it is a file, not a directory | name its directory, clusters/project1-stage-aks"
    ),
    ("../clusters", "cannot build ../clusters: it leads out of the tree"),
  ])
  func `a wrong path is told with the nearest there is`(_ path: String, _ mistake: String) {
    let tree = MemoryTree(["clusters/project1-stage-aks/a.yaml": Self.map])
    let build = Kustomize.build(path, in: tree)
    #expect(build.mistakes.first?.contains(mistake) == true, "\(build.mistakes)")
  }

  @Test func `kustomizations that name each other many times over come to an end`() {
    var tree = MemoryTree(["20/kustomization.yaml": "namespace: a"])
    for level in 0..<20 {
      let next = "../\(level + 1)"
      tree["\(level)/kustomization.yaml"] = Array("resources: [\(next), \(next)]".utf8)
    }
    let build = Kustomize.build("0", in: tree)
    #expect(
      build.mistakes == [
        "cannot build so much: there are more than 10000 kustomizations | look for kustomizations that name others many times over"
      ])
    // A chain without end.
    var deep = MemoryTree([:])
    for level in 0..<120 {
      let folder = Array(repeating: "d", count: level + 1).joined(separator: "/")
      deep["\(folder)/kustomization.yaml"] = Array("resources: [d]".utf8)
    }
    let mistakes = Kustomize.build("d", in: deep).mistakes
    #expect(
      mistakes.count == 1
        && mistakes[0].hasSuffix("more than 100 kustomizations inside one another"), "\(mistakes)")
  }

  @Test func `a broken document leaves all others, of its file too`() throws {
    let good = { (name: String) in "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n" }
    let tree = MemoryTree([
      "kustomization.yaml":
        "resources: [a.yaml, b.yaml, c]\nnamespace: ns\npatches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: broken}}'}]",
      "a.yaml": good("one") + "---\na: [\n---\n" + good("two") + "---\nkind: ConfigMap\n",
      "b.yaml": good("three"),
      "c/kustomization.yaml": "resources: [none.yaml, ../b.yaml]\nnamePrefix: c-\n",
    ])
    let build = Kustomize.build("", in: tree)
    let names = build.objects.compactMap { $0.object["metadata", "name"]?.string }
    #expect(names == ["one", "two", "three", "c-three"])
    try #require(build.mistakes.count == 3, "\(build.mistakes)")
    #expect(build.mistakes[0].hasPrefix("cannot parse a.yaml:6:1: "), "\(build.mistakes)")
    #expect(build.mistakes[1] == "cannot build a.yaml:11:1: the ConfigMap has no metadata.name")
    #expect(
      build.mistakes[2].hasPrefix("cannot build c/kustomization.yaml:1:13: there is no c/none.yaml")
    )
    #expect(throws: KustomizeError.self) { try build.get() }
  }
}
