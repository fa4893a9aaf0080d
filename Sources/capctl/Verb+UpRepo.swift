// SPDX-License-Identifier: Apache-2.0

import CommandLine

/// The flags by which `capctl up` follows a repository.
extension Verb {
  static let repo = Flag<String?>.optionalText(
    "repo",
    help: """
      The git repository of clusters to follow: an https://, ssh:// or file:// url, or a folder. What \
      was followed before goes on being followed if not given.
      """)

  static let branch = Flag<String>.text(
    "branch", default: "main", help: "With --repo: the branch.")

  static let path = Flag<String>.text(
    "path", default: ".", help: "With --repo: the folder of it to apply.")

  static let interval = Flag<String>.text(
    "interval", default: "1m", help: "With --repo: how often to look, such as 30s or 5m.")

  static let repoSecret = Flag<String?>.optionalText(
    "repo-secret",
    help: """
      With --repo: the Secret in the namespace \(ManagementRepo.namespace) to sign in with, in any of \
      Flux's forms.
      """)

  static let pruneGuard = Flag<Int>.number(
    "prune-guard", default: 20,
    help: """
      How many percent of its Clusters one revision may delete, if more than one, before a person has \
      to approve it.
      """)

  static let remoteBase = Flag<[String]>.texts(
    "remote-base",
    help: """
      A repository, or what holds several (https://example.com/team), that kustomizations may take \
      bases from. May be given several times.
      """)

  static let maxRepoSize = Flag<Int>.number(
    "max-repo-size", default: 1024,
    help: "The largest repository that is fetched, in MiB.")
}
