// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// The wait that a `Retry-After` header asks for: seconds, or a date in any of HTTP's forms. `now`
/// is in seconds since 1970.
func retryAfter(_ value: String, now: Int) -> Duration? {
  if let seconds = Int(value) { return seconds >= 0 ? .seconds(seconds) : nil }
  let date = unsafe curl_getdate(value, nil)
  return date < 0 ? nil : .seconds(max(0, date - now))
}

/// Seconds since 1970.
func now() -> Int { time(nil) }
