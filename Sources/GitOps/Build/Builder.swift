// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// Builds the folder of a Kustomization.
struct Builder {
  let tree: SourceTree
  let kustomization: Kustomization

  func build(_ path: String) throws -> BuildResult {
    var result =
      FolderBuild.isKustomization(path, in: tree)
      ? BuildResult(objects: try kustomize(path))
      : FolderBuild(tree: tree, kustomize: kustomize).build(path)
    LegacyKinds.refuse(in: &result)
    return result
  }

  private func kustomize(_ path: String) throws -> [Built] {
    throw GitOpsError("build \(path)", "it has a kustomization.yaml, which cannot be built here")
  }
}
