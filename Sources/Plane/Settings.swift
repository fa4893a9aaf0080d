// SPDX-License-Identifier: Apache-2.0

import Glibc
package import ManagementAPI
import PKI
package import Serving

extension Plane {
  /// What a plane is to be.
  package struct Settings: Sendable {
    /// The folder of its data.
    package var directory: String
    package var address: ListenAddress = .tcp("127.0.0.1", port: 6444)
    package var tokens = Tokens()
    /// What is served, beside what definitions describe.
    package var kinds = Catalog.core

    /// How long certificates are good that are made for a run; they are renewed before.
    package var certificateLifetime: Duration = .years(1)

    package init(directory: String) { self.directory = directory }

    /// The names that clients may use: this machine's, whatever the address is.
    var wishes: Credentials.Wishes {
      var names = ["127.0.0.1", "::1", "localhost", "capctl"]
      if let host = Self.hostName { names.append(host) }
      if case .tcp(let host, _) = address { names.append(host) }
      return Credentials.Wishes(names: names, lifetime: certificateLifetime)
    }

    /// Nil where the machine's name is none that a certificate could hold.
    private static var hostName: String? {
      let name = unsafe String(unsafeUninitializedCapacity: 256) { buffer in
        unsafe buffer.withMemoryRebound(to: CChar.self) { text in
          guard let start = text.baseAddress, unsafe gethostname(start, text.count - 1) == 0 else {
            return 0
          }
          return unsafe strnlen(start, text.count - 1)
        }
      }
      let isPlain = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
      let labels = name.split(separator: ".", omittingEmptySubsequences: false)
      let isWhole = labels.allSatisfy {
        (1...63).contains($0.utf8.count) && $0.first != "-" && $0.last != "-"
      }
      return isPlain && isWhole ? name : nil
    }
  }
}

extension ListenAddress {
  /// Reads `address:port`, `[address]:port` or `:port`, which means loopback; port 0 is any free one.
  package static func parse(_ text: String) throws(PlaneError) -> ListenAddress {
    let colon = text.lastIndex(of: ":")
    guard let colon, let port = UInt16(text[text.index(after: colon)...]) else {
      throw PlaneError(
        "listen at \(text)", "it is no address and port", hint: "write 127.0.0.1:6444, or :0")
    }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    return .tcp(host.isEmpty ? "127.0.0.1" : host, port: port)
  }

  /// Where clients on this machine find it.
  var url: String {
    guard case .tcp(let host, let port) = self else { return "" }
    switch host {
    case "0.0.0.0": return "https://127.0.0.1:\(port)"
    case "::": return "https://[::1]:\(port)"
    default: return "https://\(self)"
    }
  }
}
