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
#include <string.h>

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

// The private number of a key on a curve, of `size` bytes, and behind it its point, of `point_size`.
// 0 where the key is another.
static inline int openssl_read_numbers(EVP_PKEY *key, const char *curve, unsigned char *into,
                                       size_t size, size_t point_size) {
  char name[64];
  size_t count = 0;
  BIGNUM *own = NULL;
  if (!EVP_PKEY_get_group_name(key, name, sizeof name, &count) || strcmp(name, curve) != 0 ||
      !EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &own)) {
    ERR_clear_error();
    return 0;
  }
  int read = BN_bn2binpad(own, into, (int)size) == (int)size &&
             EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, into + size,
                                             point_size, &count) &&
             count == point_size;
  BN_clear_free(own);
  if (!read) ERR_clear_error();
  return read;
}

// The key on a curve that has a private number and a point, both in the order of the network.
static inline EVP_PKEY *openssl_ec_key(const char *curve, const unsigned char *own, size_t size,
                                       const unsigned char *point, size_t point_size) {
  unsigned char native[64];
  BIGNUM *number = BN_bin2bn(own, (int)size, NULL);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
  EVP_PKEY *key = NULL;
  if (number != NULL && context != NULL && size <= sizeof native &&
      BN_bn2nativepad(number, native, (int)size) == (int)size &&
      EVP_PKEY_fromdata_init(context) > 0) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)curve, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, point_size),
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native, size),
        OSSL_PARAM_construct_end(),
    };
    if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) <= 0) key = NULL;
  }
  OPENSSL_cleanse(native, sizeof native);
  BN_clear_free(number);
  EVP_PKEY_CTX_free(context);
  return key;
}

// Makes a certificate one of the holder of a point on a curve.
static inline int openssl_set_point(X509 *certificate, int curve, const unsigned char *point,
                                    size_t size) {
  unsigned char *copy = OPENSSL_memdup(point, size);
  if (copy == NULL) return 0;
  int set = X509_PUBKEY_set0_param(X509_get_X509_PUBKEY(certificate),
                                   OBJ_nid2obj(NID_X9_62_id_ecPublicKey), V_ASN1_OBJECT,
                                   OBJ_nid2obj(curve), copy, (int)size);
  if (!set) OPENSSL_free(copy);
  return set;
}

static inline void openssl_free(void *memory) { OPENSSL_free(memory); }

static inline void openssl_clear_free(void *memory, size_t size) {
  OPENSSL_clear_free(memory, size);
}

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
