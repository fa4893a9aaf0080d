// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>

// glibc has these, and hides them from who does not define _GNU_SOURCE. Swift's own Glibc module is
// built without it, and its headers are included only once.
extern char **environ;
extern int pipe2(int descriptors[2], int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions,
                                                const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions,
                                                    int from);

extern const char *sigabbrev_np(int signal);

static inline char **spawn_environment(void) { return environ; }
