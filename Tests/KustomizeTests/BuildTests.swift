// SPDX-License-Identifier: Apache-2.0

import Kustomize
import Manifest
import Synchronization
import Testing

struct BuildTests {
  private static func map(_ name: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
  }

  @Test func `a directory without kustomization stands for the manifests in and below it`() throws {
    let tree = MemoryTree([
      "x/b.yaml": Self.map("b"), "x/a.yml": Self.map("a"), "x/readme.md": "nothing",
      "x/.github/w.yaml": "on: push", "x/sub/c.yaml": Self.map("c"),
      "x/kustomized/kustomization.yaml": "resources: [d.yaml]\nnamePrefix: k-",
      "x/kustomized/d.yaml": Self.map("d"), "x/kustomized/unused.yaml": Self.map("e"),
    ])
    let names = try Kustomize.build("x", in: tree).get().map { $0.object["metadata", "name"] }
    #expect(names == ["a", "b", "k-d", "c"])
    var strict = Kustomize.Options()
    strict.detectsManifests = false
    #expect(Kustomize.build("x", in: tree, options: strict).problems.count == 1)
    #expect(try Kustomize.build("y", in: MemoryTree(["y/a.txt": ""])).get().isEmpty)
  }

  @Test func `an object knows where it and its fields come from`() throws {
    let tree = MemoryTree([
      "o/kustomization.yaml": "resources: [../b]\nconfigMapGenerator:\n- name: made\n",
      "b/kustomization.yaml": "resources: [a.yaml]\nnamePrefix: p-\n",
      "b/a.yaml": Self.map("a")
        + "---\nkind: List\nitems:\n- kind: Pod\n  metadata:\n    name: c\n",
    ])
    let objects = try Kustomize.build("o", in: tree).get()
    #expect(
      objects.map { "\($0.origin.position)" } == [
        "b/a.yaml:1:1", "b/a.yaml:7:3", "o/kustomization.yaml:3:3",
      ])
    #expect("\(objects[1].origin.position(of: ["metadata", "name"]))" == "b/a.yaml:9:5")
  }

  @Test func `what comes on top of a kustomization is as if it stood there`() throws {
    let tree = MemoryTree([
      "o/kustomization.yaml":
        "resources: [a.yaml]\nnamespace: own\nimages: [{name: app, newTag: v1}, {name: b, newTag: v2}]",
      "o/a.yaml":
        "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: app}, {image: b}]}\n",
      "plain/a.yaml": Self.map("a"), "k/kustomization.yaml": "kind: Component\nnameSuffix: -k",
    ])
    var options = Kustomize.Options()
    options.additions = try YAML.parse(
      """
      namespace: other
      namePrefix: p-
      components: [../k]
      images: [{name: app, newTag: v9}]
      patches: [{target: {kind: Pod}, patch: '[{"op": "add", "path": "/spec/x", "value": 1}]'}]
      """)
    let object = try #require(
      try Kustomize.build("o", in: tree, options: options).get().first?.object)
    #expect(object["metadata"] == ["name": "p-a-k", "namespace": "other"])
    #expect(object["spec", "x"] == 1)
    #expect(object["spec", "containers"]?.list?.map { $0["image"] } == ["app:v9", "b:v2"])
    let detected = try Kustomize.build("plain", in: tree, options: options).get()
    #expect(detected.first?.object["metadata", "name"] == "p-a-k")
    options.additions = ["resources": ["a.yaml"]]
    #expect(
      Kustomize.build("o", in: tree, options: options).mistakes.first?.contains("unknown field")
        == true)
  }

  @Test func `files outside of a kustomization's directory can be refused`() {
    let tree = MemoryTree([
      "o/kustomization.yaml": "resources: [../a.yaml]", "a.yaml": Self.map("a"),
    ])
    #expect(Kustomize.build("o", in: tree).problems.isEmpty)
    var options = Kustomize.Options()
    options.readsWholeTree = false
    let mistakes = Kustomize.build("o", in: tree, options: options).mistakes
    #expect(mistakes == ["cannot build o/kustomization.yaml:1:13: a.yaml is not in or below o"])
  }

  @Test(arguments: [
    ("github.com/o/r/path/to?ref=v1", "https://github.com/o/r", "path/to", "v1"),
    ("https://github.com/o/r.git//p?ref=main", "https://github.com/o/r.git", "p", "main"),
    ("https://git.example.com/a/b/c.git/p/q", "https://git.example.com/a/b/c.git", "p/q", ""),
    ("git@github.com:o/r.git//p", "git@github.com:o/r.git", "p", ""),
    ("git::https://host/o/r//p?version=2", "https://host/o/r", "p", "2"),
    (
      "https://dev.azure.com/org/project/_git/repo/p",
      "https://dev.azure.com/org/project/_git/repo", "p", ""
    ),
    ("ssh://git@host:2222/o/r.git//p", "ssh://git@host:2222/o/r.git", "p", ""),
    ("file:///srv/r.git//p", "file:///srv/r.git", "p", ""),
  ])
  func `a remote base is got from who may get it`(
    _ text: String, _ url: String, _ path: String, _ ref: String
  ) throws {
    let remotes = Remotes(
      MemoryTree([
        "\(path)/kustomization.yaml": "resources: [a.yaml]\nnamePrefix: far-",
        "\(path)/a.yaml": Self.map("a"),
      ]))
    let tree = MemoryTree(["kustomization.yaml": "resources: ['\(text)']"])
    let build = Kustomize.build("", in: tree, remotes: remotes)
    #expect(try build.get().first?.object["metadata", "name"] == "far-a", "\(build.mistakes)")
    let asked = try #require(remotes.asked.withLock { $0 }.first)
    #expect([asked.url, asked.path, asked.ref] == [url, path, ref])
    #expect(!build.isSelfContained)
  }

  @Test func `a remote base that is not there yet is named`() {
    let tree = MemoryTree(["kustomization.yaml": "resources: [github.com/o/r]"])
    let build = Kustomize.build("", in: tree, remotes: Remotes(nil))
    #expect(build.missingRemotes.map(\.url) == ["https://github.com/o/r"])
    #expect(
      build.mistakes == ["cannot build kustomization.yaml:1:13: github.com/o/r is not fetched yet"])
  }

  @Test func `what is built is built again only when something it read is another`() throws {
    let cache = BuildCache()
    var tree = MemoryTree([
      "o/kustomization.yaml": "resources: [../b]", "b/a.yaml": Self.map("a"),
      "b/kustomization.yaml": "resources: [a.yaml]", "other.yaml": "",
    ])
    let first = cache.build("o", in: Counting(tree))
    let counting = Counting(tree)
    #expect(try cache.build("o", in: counting).text() == first.text())
    #expect(counting.reads.withLock { $0 } == 0)

    tree["other.yaml"] = Array("x".utf8)
    #expect(try cache.build("o", in: Counting(tree)).text() == first.text())
    tree["b/a.yaml"] = Array(Self.map("changed").utf8)
    #expect(try cache.build("o", in: tree).get().first?.object["metadata", "name"] == "changed")
    // A file that is asked for first, and was not there.
    tree["b/kustomization.yml"] = Array("namePrefix: x".utf8)
    #expect(!cache.build("o", in: tree).problems.isEmpty)
  }
}

/// Gives one tree for all bases.
private final class Remotes: RemoteBases {
  let asked = Mutex<[RemoteBase]>([])
  private let answer: MemoryTree?

  init(_ answer: MemoryTree?) { self.answer = answer }

  func tree(of base: RemoteBase) throws(KustomizeError) -> (any FileTree)? {
    asked.withLock { $0.append(base) }
    return answer
  }
}

/// A tree that counts how often a file is read, and knows its files by cheaper names.
private final class Counting: FileTree {
  let reads = Mutex(0)
  private let tree: MemoryTree

  init(_ tree: MemoryTree) { self.tree = tree }

  func entry(at path: String) throws(KustomizeError) -> TreeEntry? { tree.entry(at: path) }
  func names(at path: String) throws(KustomizeError) -> [String] { tree.names(at: path) }
  func identity(at path: String) throws(KustomizeError) -> String? {
    tree[path].map { String(decoding: $0, as: UTF8.self) }
  }

  func file(at path: String) throws(KustomizeError) -> TreeFile {
    reads.withLock { $0 += 1 }
    return TreeFile(try tree.file(at: path).bytes, identity: try identity(at: path))
  }
}
