// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// Where a Docker Engine is: a socket of this machine, or a server.
package struct DockerEndpoint: Sendable, Equatable {
  /// As people write it: `unix:///var/run/docker.sock`, `tcp://host:2376`.
  package let address: String

  /// What the paths of requests are added to.
  let url: String

  /// The socket that requests go to, where it is one.
  package let socket: String?

  /// Whom to trust, and who we are, where it is a server that asks for it.
  let tls: TLSOptions

  /// `tls` is what `tcp` is spoken with; without it, it is spoken in the clear.
  package init(_ address: String, tls: TLSOptions? = nil) throws(DockerError) {
    self.address = address
    self.tls = tls ?? TLSOptions()
    guard let (scheme, rest) = Self.parts(address), !rest.isEmpty else {
      throw DockerError(
        "use the Docker Engine at \(address)", "it is not an address",
        hint: "addresses look like unix:///var/run/docker.sock or tcp://127.0.0.1:2376")
    }
    switch scheme {
    case "unix":
      // The server's name is not looked up, but has to be there.
      (url, socket) = ("http://docker", rest)
    case "tcp": (url, socket) = ((tls == nil ? "http://" : "https://") + rest.withoutSlash, nil)
    case "http", "https": (url, socket) = (address.withoutSlash, nil)
    default:
      throw DockerError(
        "use the Docker Engine at \(address)", "\(scheme) is not spoken here",
        hint: "a socket can be brought here: ssh -L /tmp/docker.sock:/var/run/docker.sock HOST")
    }
  }

  private static func parts(_ address: String) -> (scheme: String, rest: String)? {
    guard let mark = address.firstRange(of: "://") else { return nil }
    return (String(address[..<mark.lowerBound]), String(address[mark.upperBound...]))
  }
}

extension String {
  fileprivate var withoutSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
