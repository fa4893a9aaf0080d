// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <http_parser.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>

// glibc hides it from who does not define _GNU_SOURCE, as Swift's own Glibc module does not.
extern int accept4(int socket, struct sockaddr *address, socklen_t *size, int flags);

/// The user who connected to a unix socket, or -1.
static inline int64_t serving_peer_user(int socket) {
  struct {
    int32_t process;
    uint32_t user;
    uint32_t group;
  } credentials;
  socklen_t size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return -1;
  return credentials.user;
}

// Bit fields and macros, which Swift does not see.

static inline int serving_parser_error(const http_parser *parser) { return parser->http_errno; }

static inline int serving_parser_method(const http_parser *parser) { return parser->method; }

static inline int serving_parser_is_chunked(const http_parser *parser) {
  return (parser->flags & F_CHUNKED) != 0;
}

/// What every context of a server has in common.
static inline void serving_tls_harden(SSL_CTX *context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // An idle connection keeps no buffers; a write may be tried again from another place.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // No session is resumed: a client certificate is looked at anew with every connection.
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static inline int serving_tls_add_to_chain(SSL_CTX *context, X509 *certificate) {
  return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

static inline void serving_tls_free(void *memory) { OPENSSL_free(memory); }

static inline int serving_error_reason(unsigned long error) { return ERR_GET_REASON(error); }
