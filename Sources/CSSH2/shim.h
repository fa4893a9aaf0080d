// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <libssh2.h>
// Not in the module map of glibc that Swift brings along.
#include <sys/eventfd.h>

// libssh2 takes its callbacks as `void *`, which Swift cannot make of a function.
static inline void ssh2_set_receive(LIBSSH2_SESSION *session, LIBSSH2_RECV_FUNC((*receive))) {
  libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, (void *)receive);
}

static inline void ssh2_set_send(LIBSSH2_SESSION *session, LIBSSH2_SEND_FUNC((*send))) {
  libssh2_session_callback_set(session, LIBSSH2_CALLBACK_SEND, (void *)send);
}

static inline void ssh2_set_disconnect(LIBSSH2_SESSION *session,
                                       LIBSSH2_DISCONNECT_FUNC((*disconnect))) {
  libssh2_session_callback_set(session, LIBSSH2_CALLBACK_DISCONNECT, (void *)disconnect);
}
