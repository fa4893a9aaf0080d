// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

// zlib's initialisers are macros, which Swift does not see. 15 bits of window; 16 more mean gzip.
static inline int gzip_start_deflating(z_stream *stream) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int gzip_start_inflating(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
