// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What an agent follows, in Flux's kinds: a GitRepository and the Kustomization of the cluster's folder.
struct AgentSource {
  let namespace: String
  let name: String
  let url: String
  let ref: Value
  let path: String
  let interval: String
  /// How often what others changed is undone.
  let correction: String
  let prunes: Bool
  let secret: String?

  var objects: [Object] { [repository, kustomization] }

  private var repository: Object {
    var object = Object(Kind.gitRepository.at(), namespace: namespace, name: name)
    object.spec = ["url": .string(url), "ref": ref, "interval": .string(interval)]
    if let secret { object.spec["secretRef"] = ["name": .string(secret)] }
    return object
  }

  private var kustomization: Object {
    var object = Object(Kind.kustomization.at(), namespace: namespace, name: name)
    let folder = path.hasPrefix("./") ? path : "./\(path)"
    object.spec = [
      "interval": .string(correction), "retryInterval": .string(interval), "path": .string(folder),
      "prune": .bool(prunes), "sourceRef": ["kind": "GitRepository", "name": .string(name)],
      "postBuild": [
        "substituteFrom": [["kind": "ConfigMap", "name": .string(ClusterFacts.name)]]
      ],
    ]
    return object
  }
}
