// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Kustomize
import Log
import Manifest

/// Builds the folder of a Kustomization.
struct Builder {
  let tree: SourceTree
  let kustomization: Kustomization
  var remotes: RemoteTrees?

  func build(_ path: String) throws -> BuildResult {
    var tree = tree
    tree.generated = try GeneratedKustomization(kustomization, in: tree).file(for: path)
    let build = Kustomize.build(path, in: tree, remotes: remotes)
    var result = BuildResult()
    result.inputs = build.inputs
    result.missingBases = build.missingRemotes
    result.objects = build.objects.map { built in
      let position = built.origin.position
      return Built(Object(built.object), origin: "\(position.file):\(position.line)")
    }
    result.problems = build.problems.map { message(of: $0) }
    LegacyKinds.refuse(in: &result)
    return result
  }
}
