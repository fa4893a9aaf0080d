// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <curl/curl.h>
// What libcurl's multi interface is driven by, and Swift's Glibc module leaves out.
#include <sys/epoll.h>
#include <sys/eventfd.h>

// libcurl sets and gets its options through variadic functions, which Swift cannot call.

static inline CURLcode capctl_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode capctl_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode capctl_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode capctl_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

/// Lends `bytes` to libcurl, which copies them.
static inline CURLcode capctl_curl_set_blob(CURL *easy, CURLoption option, const void *bytes,
                                            size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl_easy_setopt(easy, option, &blob);
}

/// The callbacks that move bytes: CURLOPT_WRITEFUNCTION, READFUNCTION and HEADERFUNCTION.
static inline CURLcode capctl_curl_set_mover(CURL *easy, CURLoption option,
                                             size_t (*mover)(char *, size_t, size_t, void *)) {
  return curl_easy_setopt(easy, option, mover);
}

// These have casts in their macros, which Swift does not import.
static const long capctl_curl_auth_basic = CURLAUTH_BASIC;
static const long capctl_curl_auth_bearer = CURLAUTH_BEARER;

static inline CURLcode capctl_curl_set_prerequest(CURL *easy, curl_prereq_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode capctl_curl_set_rewind(CURL *easy, curl_seek_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, callback);
}

static inline CURLcode capctl_curl_set_tls_begun(CURL *easy, curl_ssl_ctx_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, callback);
}

static inline CURLcode capctl_curl_set_progress(CURL *easy, curl_xferinfo_callback callback,
                                                void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, callback);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_XFERINFODATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  return code;
}

static inline CURLcode capctl_curl_get_socket(CURL *easy, curl_socket_t *value) {
  return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLcode capctl_curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode capctl_curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode capctl_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, (char **)value);
}

static inline CURLMcode capctl_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode capctl_curl_multi_set_callbacks(CURLM *multi, curl_socket_callback socket,
                                                        curl_multi_timer_callback timer,
                                                        void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
  if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
  if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
  return code;
}

/// The result of a finished transfer, which `CURLMsg` keeps in a union.
static inline CURLcode capctl_curl_message_result(const CURLMsg *message) {
  return message->data.result;
}
