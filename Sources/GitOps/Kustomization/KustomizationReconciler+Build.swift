// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Kustomize
import Manifest
import Runtime
import Site

extension KustomizationReconciler {
  /// What `spec.postBuild` puts in.
  func variables(of kustomization: Kustomization) throws(GitOpsError) -> PostBuild {
    var sources: [(name: String, data: [String: String])] = []
    for source in kustomization.variableSources {
      let key = Key(namespace: kustomization.namespace, name: source.name)
      guard let object = (source.kind == "Secret" ? secrets : configMaps)[key] else {
        if source.isOptional { continue }
        throw GitOpsError(
          "substitute variables", "\(source.kind) \(key) does not exist",
          reason: FluxReasons.buildFailed)
      }
      var data: [String: String] = [:]
      for name in object.value["data"]?.map?.keys ?? [] {
        data[name] =
          source.kind == "Secret" ? object.secretText(name) : object.value["data"]?[name]?.string
      }
      sources.append((source.name, data))
    }
    return try PostBuild(kustomization["spec.postBuild"] ?? [:], from: sources)
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
    var objects: [Built] = []
    for built in result.objects {
      do throws(GitOpsError) {
        var object = try variables.apply(to: built.object)
        dress(&object, kustomization)
        objects.append(Built(object, origin: built.origin))
      } catch {
        result.problems.append((built.origin.map { "\($0): " } ?? "") + error.message)
      }
    }
    result.objects = objects
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
    let identities = kustomization.hasDecryption ? try identities(of: kustomization) : nil
    return SourceTree(snapshot: attempt.snapshot, identities: identities)
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

  /// The age keys of the Secret that the Kustomization names; none where it names none.
  private func identities(of kustomization: Kustomization) throws(GitOpsError) -> [AgeIdentity] {
    guard let name = kustomization.decryptionSecretName else { return [] }
    let key = Key(namespace: kustomization.namespace, name: name)
    guard let secret = secrets[key] else {
      throw GitOpsError(
        "decrypt", "the Secret \(key) does not exist", reason: FluxReasons.buildFailed)
    }
    let keys = (secret.value["data"]?.map?.keys ?? []).filter { $0.hasSuffix(".agekey") }.sorted()
    guard !keys.isEmpty else {
      throw GitOpsError(
        "decrypt", "the Secret \(key) has no entry whose name ends in .agekey",
        reason: FluxReasons.buildFailed, hint: "put what age-keygen wrote into age.agekey")
    }
    var identities: [AgeIdentity] = []
    for entry in keys {
      identities += try AgeIdentity.read(
        secret.secretText(entry) ?? "", named: "\(entry) of Secret \(key)")
    }
    return identities
  }

  /// The labels by which an object is known to be this Kustomization's, and what else everything gets.
  private func dress(_ object: inout Object, _ kustomization: Kustomization) {
    var metadata = object.metadata
    for entry in kustomization["spec.commonMetadata.labels"]?.map ?? [:] {
      metadata.labels[entry.key] = entry.value.string
    }
    for entry in kustomization["spec.commonMetadata.annotations"]?.map ?? [:] {
      metadata.annotations[entry.key] = entry.value.string
    }
    metadata.labels[FluxMarks.name] = kustomization.name
    metadata.labels[FluxMarks.namespace] = kustomization.namespace
    object.metadata = metadata
    object.value["status"] = nil
  }
}
