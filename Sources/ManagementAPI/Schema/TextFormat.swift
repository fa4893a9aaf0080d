// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kube

/// The formats that a schema may ask of a text. One that is not known asks nothing.
enum TextFormat {
  static func fits(_ text: String, _ format: String) -> Bool {
    switch format {
    case "date-time": Time(text) != nil
    case "date": Time("\(text)T00:00:00Z") != nil
    case "ipv4": isAddress(text, AF_INET)
    case "ipv6": isAddress(text, AF_INET6)
    case "cidr": isCIDR(text)
    case "byte": isBase64(text)
    case "uuid": isUUID(text)
    default: true
    }
  }

  private static func isAddress(_ text: String, _ family: Int32) -> Bool {
    var address = in6_addr()
    return unsafe inet_pton(family, text, &address) == 1
  }

  private static func isCIDR(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let bits = Int(parts[1]), bits >= 0 else { return false }
    return isAddress(parts[0], AF_INET) ? bits <= 32 : isAddress(parts[0], AF_INET6) && bits <= 128
  }

  private static func isBase64(_ text: String) -> Bool {
    let body = text.utf8.reversed().drop { $0 == UInt8(ascii: "=") }
    return text.utf8.count % 4 == 0 && text.utf8.count - body.count <= 2
      && body.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
          true
        default: false
        }
      }
  }

  private static func isUUID(_ text: String) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && groups.allSatisfy { $0.allSatisfy(\.isHexDigit) }
  }
}
