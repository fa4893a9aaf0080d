// SPDX-License-Identifier: Apache-2.0

package import API
import Git
package import HTTP
package import Kube
import Kustomize
import Manifest
import Runtime

/// Builds what a Kustomization would apply of a repository, and applies nothing.
package struct GitPreview: Sendable {
  /// What was built, ready to be applied, and what could not be.
  package struct Answer: Sendable {
    package let objects: [Object]
    package let problems: [String]
    /// As Flux writes it.
    package let revision: String
  }

  private let depot: Depot
  private let look: Recipe.Look

  /// Mirrors lie in `directory` meanwhile. `objects` are the Secrets and ConfigMaps there are.
  package init(_ directory: String, over client: HTTPClient, beside objects: [Object]) {
    depot = Depot(directory, over: client)
    look = { kind, key in objects.first { $0.kind == kind && Key($0) == key } }
  }

  /// `revision` is a branch, a tag, a full name or a commit; that of the repository if nil.
  package func build(
    _ kustomization: Kustomization, of repository: GitRepository, at revision: String? = nil
  ) async throws -> Answer {
    let (name, snapshot) = try await fetch(repository, revision)
    let recipe = Recipe(kustomization, look)
    let variables = try recipe.variables()
    let tree = SourceTree(snapshot: snapshot, identities: try recipe.identities())
    let path = try tree.folder(kustomization.path)
    var result = try Builder(tree: tree, kustomization: kustomization).build(path)
    recipe.finish(&result, variables)
    let bases = result.missingBases.map { "the remote base \($0.text) is not fetched for a plan" }
    return Answer(
      objects: result.objects.map(\.object), problems: result.problems + bases, revision: name)
  }

  /// What is applied of a folder that somebody has built already: with the marks of the Kustomization.
  package static func dressed(_ objects: [Object], by kustomization: Kustomization) -> [Object] {
    let recipe = Recipe(kustomization) { _, _ in nil }
    return objects.map { object in
      var object = object
      recipe.dress(&object)
      return object
    }
  }

  private func fetch(
    _ repository: GitRepository, _ revision: String?
  ) async throws -> (String, Snapshot) {
    let remote = try SourceAccess.remote(
      of: repository, secret: try secret(repository.secretName, repository),
      proxy: try secret(repository.proxySecretName, repository), maxSize: depot.maxSize)
    let refs = try await depot.look(at: remote)
    let wanted = revision.map { Self.reference($0, in: refs) } ?? repository.ref
    let reference = try SourceReference(wanted)
    let chosen = try reference.choose(in: refs)
    try await depot.hold(chosen.commit, of: remote, others: reference.others)
    let snapshot = try await depot.snapshot(
      of: chosen.commit, at: remote.url.description, repository.choice)
    return ("\(chosen)", snapshot)
  }

  private func secret(_ name: String?, _ repository: GitRepository) throws(GitOpsError) -> Object? {
    guard let name else { return nil }
    if let found = look("Secret", Key(namespace: repository.namespace, name: name)) { return found }
    throw GitOpsError(
      "follow \(repository.object)", "the Secret \(name) does not exist",
      reason: FluxReasons.authenticationFailed, hint: "create it in the same namespace")
  }

  private static func reference(_ text: String, in refs: RemoteRefs) -> Value {
    if ObjectID(text) != nil { return ["commit": .string(text)] }
    if text.hasPrefix("refs/") { return ["name": .string(text)] }
    return refs.tags.contains(text) ? ["tag": .string(text)] : ["branch": .string(text)]
  }
}
