// SPDX-License-Identifier: Apache-2.0

/// Where a server can be reached.
package enum ListenAddress: Sendable, Equatable, CustomStringConvertible {
  /// An address of this machine, in digits; port 0 stands for any free one.
  case tcp(String, port: UInt16)

  /// A path for a unix socket, which only the owner of this process may connect to.
  case unix(String)

  package var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): path
    }
  }
}
