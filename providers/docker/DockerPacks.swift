// SPDX-License-Identifier: Apache-2.0

/// The packs of the Docker provider, compiled in.
package enum DockerPacks {
  /// By the name of their file.
  package static let all = [
    "dockercluster.yaml": PackageResources.dockercluster_yaml,
    "dockermachine.yaml": PackageResources.dockermachine_yaml,
  ]
}
