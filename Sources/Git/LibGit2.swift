// SPDX-License-Identifier: Apache-2.0

import CGit2

/// The library as a whole: started once, and set up to behave alike on every machine.
enum LibGit2 {
  private static let started: Void = {
    git_libgit2_init()
    // A mirror is ours alone. What a person or a machine says in its git configuration (`insteadOf`,
    // a proxy, a credential helper) must not change where it fetches from.
    for level in [
      GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
      GIT_CONFIG_LEVEL_GLOBAL,
    ] {
      unsafe capctl_git_set_search_path(level, "")
    }
    // git refuses repositories of other owners because their configuration names programs that it
    // runs. libgit2 runs none, so reading one is as safe as fetching it over a network.
    capctl_git_set_owner_validation(0)
    // 256 MiB unless said otherwise, for a whole process that should do with less.
    capctl_git_set_cache_max_size(16 << 20)
  }()

  static func start() { started }
}
