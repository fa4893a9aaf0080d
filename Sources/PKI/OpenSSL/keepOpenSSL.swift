// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Has OpenSSL not clean up after itself when the program exits: threads of connections may be saying goodbye
/// over it just then. To be called before anything else uses it.
package func keepOpenSSL() {
  OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
}
