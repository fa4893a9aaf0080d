// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Log
import ManagementAPI
import Plane
import Serving
import Spawn
import TestKit
import Testing

struct PlaneTests {
  private static let quiet = Logger(.error, to: RecordingSink())

  private func settings(_ folder: URL) -> Plane.Settings {
    var settings = Plane.Settings(directory: folder.path)
    settings.address = .tcp("127.0.0.1", port: 0)
    return settings
  }

  /// The serial number of the certificate that is shown at an address.
  private func shownSerial(_ address: ListenAddress) async throws -> String {
    let shown = try await openssl(["s_client", "-connect", "\(address)"])
    return try await openssl(["x509", "-noout", "-serial"], input: shown)
  }

  @Test func `certificates are renewed while it serves`() async throws {
    try await withTemporaryDirectory { folder in
      var settings = settings(folder)
      settings.certificateLifetime = .seconds(15)
      let plane = try await Plane(settings, log: Self.quiet)
      let first = try await shownSerial(plane.address)
      let config = try String(contentsOf: folder.appending(path: "kubeconfig"), encoding: .utf8)
      try await eventually("another certificate is shown") {
        try await shownSerial(plane.address) != first
      }
      try await eventually("the kubeconfig is another one") {
        try String(contentsOf: folder.appending(path: "kubeconfig"), encoding: .utf8) != config
      }
      await plane.shutDown(within: .seconds(30))
    }
  }

  @Test(arguments: ["127.0.0.1", "localhost"])
  func `clients of OpenSSL trust what the authority signed`(name: String) async throws {
    try await withTemporaryDirectory { folder in
      let plane = try await Plane(settings(folder), log: Self.quiet)
      let file = folder.appending(path: "pki/ca.crt").path
      let kind = name == "localhost" ? "-verify_hostname" : "-verify_ip"
      let shown = try await openssl([
        "s_client", "-connect", "\(plane.address)", "-CAfile", file, "-verify_return_error", kind,
        name,
      ])
      #expect(shown.contains("Verify return code: 0 (ok)"))
      await plane.shutDown(within: .seconds(30))
    }
  }

  /// The status that a client with a certificate is answered with; 0 where nobody answers.
  private func status(
    _ address: ListenAddress, _ path: String, _ identity: TestCA.Identity, trusting ca: URL
  ) async throws -> String {
    var command = Command(
      try Part.path("curl"),
      [
        "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--path-as-is",
        "--cacert", ca.path, "--cert", identity.certificate.path, "--key", identity.key.path,
        "https://\(address)\(path)",
      ])
    command.accepts = Set(0...255)
    return try await command.run().text
  }

  @Test func `a cluster has an address where its own authority counts, for it alone`() async throws
  {
    try await withTemporaryDirectory { folder in
      let plane = try await Plane(settings(folder.appending(path: "data")), log: Self.quiet)
      try await plane.api.prepare("team/demo")
      let authority = try await TestCA(in: folder)
      let stranger = try await TestCA(in: folder, name: "stranger")
      let shown = try await authority.issue()
      let identity = ServerIdentity(
        certificates: try String(contentsOf: shown.certificate, encoding: .utf8),
        key: Secret(try String(contentsOf: shown.key, encoding: .utf8)),
        clientAuthorities: try String(contentsOf: authority.certificate, encoding: .utf8))
      let door = try plane.open("team/demo", at: .tcp("127.0.0.1", port: 0)) { identity }
      let admin = try await authority.issue("admin/O=system:masters", for: .client)
      let other = try await stranger.issue("admin/O=system:masters", for: .client)
      let namespaces = "/api/v1/namespaces"
      let own = folder.appending(path: "data/pki/ca.crt")
      let cases = [
        (door, namespaces, admin, authority.certificate, "200"),
        (door, "/clusters/team/other\(namespaces)", admin, authority.certificate, "404"),
        (door, "/../..\(namespaces)", admin, authority.certificate, "404"),
        (door, namespaces, other, authority.certificate, "401"),
        (plane.address, namespaces, admin, own, "401"),
        (plane.address, "/clusters/team/demo\(namespaces)", admin, own, "401"),
      ]
      for (address, path, identity, ca, answer) in cases {
        let given = try await status(address, path, identity, trusting: ca)
        #expect(given == answer, "\(address) \(path)")
      }
      plane.close(door)
      try await eventually("nobody answers there") {
        try await status(door, namespaces, admin, trusting: authority.certificate) == "000"
      }
      await plane.shutDown(within: .seconds(30))
    }
  }

  @Test func `a restart keeps the keys and the reader's token`() async throws {
    try await withTemporaryDirectory { folder in
      var kept: Set<[String]> = []
      for _ in 0..<2 {
        let plane = try await Plane(settings(folder), log: Self.quiet)
        await plane.shutDown(within: .seconds(30))
        kept.insert(
          try ["ca.crt", "ca.key", "reader.token", "sa.key"].map {
            try String(contentsOf: folder.appending(path: "pki/\($0)"), encoding: .utf8)
          })
      }
      #expect(kept.count == 1)
    }
  }

  @Test func `an authority that is about to end is replaced`() async throws {
    try await withTemporaryDirectory { folder in
      let ca = try await TestCA(in: folder)
      let pki = folder.appending(path: "data/pki")
      try FileManager.default.createDirectory(at: pki, withIntermediateDirectories: true)
      // It has ten days, and signs for a year.
      try FileManager.default.copyItem(at: ca.certificate, to: pki.appending(path: "ca.crt"))
      try FileManager.default.copyItem(at: ca.identity.key, to: pki.appending(path: "ca.key"))
      let plane = try await Plane(settings(folder.appending(path: "data")), log: Self.quiet)
      let now = try Data(contentsOf: pki.appending(path: "ca.crt"))
      #expect(try Data(contentsOf: ca.certificate) != now)
      await plane.shutDown(within: .seconds(30))
    }
  }

  @Test func `an authority that cannot be read is named`() async throws {
    try await withTemporaryDirectory { folder in
      let pki = folder.appending(path: "pki")
      try FileManager.default.createDirectory(at: pki, withIntermediateDirectories: true)
      try pki.write("nonsense", to: "ca.crt")
      try pki.write("nonsense", to: "ca.key")
      let error = await #expect(throws: PlaneError.self) {
        _ = try await Plane(settings(folder), log: Self.quiet)
      }
      #expect(
        error?.description == "cannot use the authority in \(pki.path): cannot read certificate: "
          + "there is no PEM block of one")
      #expect(error?.hint?.hasPrefix("remove ca.crt and ca.key there") == true)
    }
  }

  @Test func `a key of accounts that cannot be read is named`() async throws {
    try await withTemporaryDirectory { folder in
      let pki = folder.appending(path: "pki")
      try FileManager.default.createDirectory(at: pki, withIntermediateDirectories: true)
      try pki.write("nonsense", to: "sa.key")
      let error = await #expect(throws: PlaneError.self) {
        _ = try await Plane(settings(folder), log: Self.quiet)
      }
      #expect(
        error?.description == "cannot use the key in \(pki.path)/sa.key: cannot read private key: "
          + "there is no PEM block of one")
    }
  }

  @Test(arguments: [
    ("127.0.0.1:6444", ListenAddress.tcp("127.0.0.1", port: 6444)),
    (":0", .tcp("127.0.0.1", port: 0)), ("[::1]:80", .tcp("::1", port: 80)),
    ("0.0.0.0:1", .tcp("0.0.0.0", port: 1)),
  ]) func `an address is read`(text: String, address: ListenAddress) throws {
    let parsed = try ListenAddress.parse(text)
    #expect(parsed == address)
  }

  @Test(arguments: ["", "6444", "a:b", "127.0.0.1:65536", "127.0.0.1:"])
  func `what is no address is refused`(text: String) {
    #expect(throws: PlaneError.self) { try ListenAddress.parse(text) }
  }

  @Test(arguments: [
    (["HOME": "/h"], "/h/.local/share/capctl"),
    (["HOME": "/h", "XDG_DATA_HOME": "/x"], "/x/capctl"),
    (["HOME": "/h", "XDG_DATA_HOME": "relative"], "/h/.local/share/capctl"),
  ]) func `data is kept where the environment says`(environment: [String: String], path: String) {
    #expect(DataDirectory.usual { environment[$0] } == path)
  }
}
