// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Kustomize
import Manifest
import Runtime
import Site

extension KustomizationReconciler {
  func recipe(of kustomization: Kustomization) -> Recipe {
    let (secrets, configMaps) = (secrets, configMaps)
    return Recipe(kustomization) { kind, key in (kind == "Secret" ? secrets : configMaps)[key] }
  }

  /// The objects, ready to be applied, in their order.
  func build(
    _ kustomization: Kustomization, _ attempt: inout Attempt, _ variables: PostBuild
  ) async throws -> BuildResult {
    var result: BuildResult
    let tree = try tree(of: kustomization, attempt)
    if let built = memos[attempt.key].built, built.content == content(of: kustomization, attempt),
      built.result.inputs.allSatisfy({ $0.holds(in: tree) })
    {
      result = built.result
    } else {
      result = try await fresh(kustomization, tree, &attempt)
      memos[attempt.key].built = (content(of: kustomization, attempt), result)
    }
    recipe(of: kustomization).finish(&result, variables)
    return result
  }

  private func content(
    of kustomization: Kustomization, _ attempt: Attempt
  ) -> Attempt.Content {
    let key = Key(
      namespace: kustomization.namespace, name: kustomization.decryptionSecretName ?? "")
    return Attempt.Content(
      generation: kustomization.metadata.generation,
      keys: secrets[key]?.metadata.resourceVersion ?? "",
      bases: attempt.remotes?.commits ?? [:])
  }

  private func tree(
    of kustomization: Kustomization, _ attempt: Attempt
  ) throws(GitOpsError) -> SourceTree {
    SourceTree(
      snapshot: attempt.snapshot, identities: try recipe(of: kustomization).identities())
  }

  /// Builds, and fetches the remote bases that turn out to be needed, until nothing more is.
  private func fresh(
    _ kustomization: Kustomization, _ tree: SourceTree, _ attempt: inout Attempt
  ) async throws -> BuildResult {
    let path = try tree.folder(kustomization.path)
    do {
      while true {
        let result = try Builder(
          tree: tree, kustomization: kustomization, remotes: attempt.remotes
        ).build(path)
        guard !result.missingBases.isEmpty else {
          memos[attempt.key].bases = attempt.remotes?.commits ?? [:]
          return result
        }
        try await attempt.remotes?.add(result.missingBases, from: kit.depot)
      }
    } catch {
      throw GitOpsError(
        "build \(path.isEmpty ? "." : path)", message(of: error), reason: FluxReasons.buildFailed)
    }
  }
}
