// SPDX-License-Identifier: Apache-2.0

import CCurl

/// Prepares libcurl, once per process; it is never taken down again.
func startCurl() { _ = isStarted }

// Refused only without memory or with a broken OpenSSL: then every request fails by itself.
private let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
