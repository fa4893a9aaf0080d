// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Swift sees neither macros with arguments nor variadic functions: these stand for them.

static inline EVP_PKEY *openssl_make_rsa(size_t bits) {
  return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
}

static inline EVP_PKEY *openssl_make_ec(const char *curve) {
  return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve);
}

static inline EVP_PKEY *openssl_make_ed25519(void) {
  return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

static inline void openssl_free(void *memory) { OPENSSL_free(memory); }

static inline int openssl_names_count(void *names) {
  return sk_GENERAL_NAME_num((GENERAL_NAMES *)names);
}

static inline GENERAL_NAME *openssl_names_get(void *names, int index) {
  return sk_GENERAL_NAME_value((GENERAL_NAMES *)names, index);
}

static inline void openssl_names_free(void *names) { GENERAL_NAMES_free((GENERAL_NAMES *)names); }

// Adds an extension that OpenSSL's configuration language describes.
static inline int openssl_add_extension(X509 *certificate, X509 *issuer, int kind,
                                        const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
  int added = extension != NULL && X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return added;
}

// Asks in a signing request for alternative names.
static inline int openssl_request_names(X509_REQ *request, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, NULL, NULL, request, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, NID_subject_alt_name, value);
  STACK_OF(X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null();
  int added = extension != NULL && extensions != NULL &&
              sk_X509_EXTENSION_push(extensions, extension) > 0;
  if (!added) X509_EXTENSION_free(extension);
  added = added && X509_REQ_add_extensions(request, extensions);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  return added;
}

// The alternative names that a signing request asks for, or null.
static inline void *openssl_requested_names(X509_REQ *request) {
  STACK_OF(X509_EXTENSION) *extensions = X509_REQ_get_extensions(request);
  void *names = X509V3_get_d2i(extensions, NID_subject_alt_name, NULL, NULL);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  return names;
}
