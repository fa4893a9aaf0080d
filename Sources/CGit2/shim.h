// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <git2.h>
#include <git2/sys/transport.h>

// Swift cannot call variadic functions.
static inline int capctl_git_set_search_path(git_config_level_t level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int capctl_git_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int capctl_git_set_cache_max_size(ssize_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

// libgit2 hands back the address of what it was given: the base comes first, ours behind it. There is
// never more than one stream at a time, so it lives in here too.
typedef struct {
  git_smart_subtransport base;
  git_smart_subtransport_stream stream;
  void *payload;
} capctl_git_subtransport;

static inline git_smart_subtransport_stream *capctl_git_stream(git_smart_subtransport *base) {
  return &((capctl_git_subtransport *)base)->stream;
}

static inline void *capctl_git_payload(const git_smart_subtransport *base) {
  return ((const capctl_git_subtransport *)base)->payload;
}
