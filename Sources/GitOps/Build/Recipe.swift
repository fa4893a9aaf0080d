// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// What a Kustomization says of what was built for it, with the Secrets and ConfigMaps that it names.
struct Recipe: Sendable {
  /// `Secret` or `ConfigMap`, and where; nil where there is none.
  typealias Look = @Sendable (_ kind: String, Key) -> Object?

  private let kustomization: Kustomization
  private let look: Look

  init(_ kustomization: Kustomization, _ look: @escaping Look) {
    self.kustomization = kustomization
    self.look = look
  }

  /// What `spec.postBuild` puts in.
  func variables() throws(GitOpsError) -> PostBuild {
    var sources: [(name: String, data: [String: String])] = []
    for source in kustomization.variableSources {
      let key = Key(namespace: kustomization.namespace, name: source.name)
      guard let object = look(source.kind, key) else {
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

  /// The age keys of the Secret that is named, none where it names none; nil where nothing is to be decrypted.
  func identities() throws(GitOpsError) -> [AgeIdentity]? {
    guard kustomization.hasDecryption else { return nil }
    guard let name = kustomization.decryptionSecretName else { return [] }
    let key = Key(namespace: kustomization.namespace, name: name)
    guard let secret = look("Secret", key) else {
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

  /// Puts in values, and puts on what everything gets.
  func finish(_ result: inout BuildResult, _ variables: PostBuild) {
    var objects: [Built] = []
    for built in result.objects {
      do throws(GitOpsError) {
        var object = try variables.apply(to: built.object)
        dress(&object)
        objects.append(Built(object, origin: built.origin))
      } catch {
        result.problems.append((built.origin.map { "\($0): " } ?? "") + error.message)
      }
    }
    result.objects = objects
  }

  /// The labels by which an object is known to be this Kustomization's, and what else everything gets.
  func dress(_ object: inout Object) {
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
