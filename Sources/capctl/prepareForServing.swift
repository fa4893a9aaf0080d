// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Makes the process what a server should be: files are its owner's alone, and there may be as many
/// connections as the system lets it have.
func prepareForServing() {
  umask(0o077)
  var limit = rlimit()
  guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
  limit.rlim_cur = limit.rlim_max
  unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
