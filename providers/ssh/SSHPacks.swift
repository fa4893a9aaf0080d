// SPDX-License-Identifier: Apache-2.0

/// The packs of the SSH provider, compiled in.
package enum SSHPacks {
  /// By the name of their file.
  package static let all = [
    "sshcluster.yaml": PackageResources.sshcluster_yaml,
    "sshhost.yaml": PackageResources.sshhost_yaml,
    "sshmachine.yaml": PackageResources.sshmachine_yaml,
  ]
}
