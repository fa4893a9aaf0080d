// SPDX-License-Identifier: Apache-2.0

/// The files of a new management repository, compiled in.
package enum RepoTemplates {
  /// By path; those that are programs are said to be.
  package static let files: [(path: String, bytes: [UInt8], isProgram: Bool)] = [
    ("README.md", PackageResources.README_md, false),
    ("hooks/pre-commit", PackageResources.pre_commit, true),
    (".github/workflows/clusters.yaml", PackageResources.workflow_yaml, false),
    ("clusters/.gitkeep", [], false),
  ]
}
