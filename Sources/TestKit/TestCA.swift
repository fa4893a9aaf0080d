// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Spawn

/// A certificate authority that only a test trusts, made with `openssl`.
package struct TestCA: Sendable {
  /// A certificate and its key, both PEM files.
  package struct Identity: Sendable {
    package let certificate: URL
    package let key: URL
  }

  package enum Use: String, Sendable {
    case server = "serverAuth"
    case client = "clientAuth"
  }

  package let identity: Identity

  /// The certificate to trust.
  package var certificate: URL { identity.certificate }

  private let directory: URL

  /// Makes one whose files lie in `directory`.
  package init(in directory: URL, name: String = "test CA") async throws {
    self.directory = directory
    identity = Self.identity(UUID().uuidString, in: directory)
    try await openssl(
      ["req", "-x509", "-days", "10", "-subj", "/CN=\(name)", "-out", certificate.path]
        + Self.newKey(identity.key) + ["-addext", "keyUsage=critical,keyCertSign,digitalSignature"])
  }

  /// A certificate from this CA, for this machine where it is a server's. One of -1 days has
  /// expired yesterday.
  package func issue(
    _ commonName: String = "localhost", for use: Use = .server, days: Int = 10,
    names: String = "DNS:localhost,IP:127.0.0.1,IP:::1"
  ) async throws -> Identity {
    let new = Self.identity(UUID().uuidString, in: directory)
    let request = new.certificate.appendingPathExtension("csr")
    try await openssl(
      ["req", "-new", "-subj", "/CN=\(commonName)", "-out", request.path] + Self.newKey(new.key) + [
        "-addext", "subjectAltName=\(names)", "-addext", "basicConstraints=critical,CA:FALSE",
        "-addext", "extendedKeyUsage=\(use.rawValue)",
      ])
    try await openssl([
      "x509", "-req", "-in", request.path, "-out", new.certificate.path, "-days", "\(days)",
      "-CA", certificate.path, "-CAkey", identity.key.path, "-copy_extensions", "copy",
    ])
    return new
  }

  private static func identity(_ name: String, in directory: URL) -> Identity {
    Identity(
      certificate: directory.appending(path: "\(name).crt"),
      key: directory.appending(path: "\(name).key"))
  }

  private static func newKey(_ file: URL) -> [String] {
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file.path]
  }
}

/// Runs the `openssl` program, and returns what it prints.
@discardableResult
package func openssl(_ arguments: [String], input: String = "") async throws -> String {
  var command = Command(try Part.path("openssl"), arguments)
  command.input = .bytes(Array(input.utf8))
  return try await command.run().text
}
