// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Ranges of addresses, such as `10.0.0.0/16`.
enum AddressBlock {
  static func isOne(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let bits = Int(parts[1]), bits >= 0, String(bits) == parts[1] else {
      return false
    }
    return isAddress(parts[0], AF_INET) ? bits <= 32 : isAddress(parts[0], AF_INET6) && bits <= 128
  }

  private static func isAddress(_ text: String, _ family: Int32) -> Bool {
    var address = in6_addr()
    return unsafe inet_pton(family, text, &address) == 1
  }
}
