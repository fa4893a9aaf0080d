// SPDX-License-Identifier: Apache-2.0

import API
import Git
import Kube
import Manifest

/// What is applied in a cluster before its agent: its network, its cloud controller.
struct Preparations {
  let kit: GitOpsKit
  let agent: GitOpsAgent
  /// To sign in with.
  let secret: Object?

  /// The objects that a ConfigMap holds, entry by entry.
  static func objects(in configMap: Object) throws -> [Object] {
    var objects: [Object] = []
    for (key, value) in (configMap.value["data"]?.map ?? [:]).map({ ($0.key, $0.value) }) {
      let source = Source("ConfigMap \(configMap.name)[\(key)]", text: value.string ?? "")
      for document in source.documents() {
        let value = try document.get().value
        if value.isNull { continue }
        objects += (value["items"]?.list ?? [value]).map { Object($0) }
      }
    }
    return objects
  }

  /// What a folder of the repository is built to.
  func objects(at path: String) async throws -> [Object] {
    let (commit, remote) = try await tip()
    return try await objects(at: path, of: commit, remote)
  }

  /// Whether the repository has a folder; of one that it has not, the nearest that it has is told.
  func check(_ path: String) async throws {
    let (commit, remote) = try await tip()
    _ = try await tree(of: commit, remote).folder(Self.plain(path))
  }

  /// The commit that is followed, held.
  private func tip() async throws -> (ObjectID, Remote) {
    var source = Object(Kind.gitRepository.at(), namespace: agent.namespace, name: agent.name)
    source.spec = ["url": .string(agent.url), "ref": agent.ref]
    let remote = try SourceAccess.remote(
      of: GitRepository(source), secret: secret, proxy: nil, maxSize: kit.depot.maxSize)
    let reference = try SourceReference(agent.ref)
    let revision = try reference.choose(in: try await kit.depot.look(at: remote))
    try await kit.depot.hold(
      revision.commit, of: remote, others: reference.others, asBase: true)
    return (revision.commit, remote)
  }

  private func tree(of commit: ObjectID, _ remote: Remote) async throws -> SourceTree {
    SourceTree(
      snapshot: try await kit.depot.snapshot(
        of: commit, at: remote.url.description, .init()))
  }

  private static func plain(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  /// The same of a commit that is held.
  func objects(at path: String, of commit: ObjectID, _ remote: Remote) async throws -> [Object] {
    let tree = try await tree(of: commit, remote)
    let build = Object(Kind.kustomization.at(), namespace: agent.namespace, name: agent.name)
    let folder = try tree.folder(Self.plain(path))
    let result = try Builder(tree: tree, kustomization: Kustomization(build)).build(folder)
    guard result.problems.isEmpty else {
      throw GitOpsError(
        "build \(path) of \(agent.url)", result.problems.joined(separator: "\n"),
        reason: result.hasLegacyKinds ? FluxReasons.unsupported : FluxReasons.buildFailed)
    }
    return result.objects.map(\.object)
  }
}
