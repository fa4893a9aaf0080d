// SPDX-License-Identifier: Apache-2.0

import Log
import PKI
import Serving

/// The plane's certificates: its authority, which outlasts restarts, and what that signed for this run.
struct Credentials: Sendable {
  /// What the certificates are to say.
  struct Wishes: Sendable {
    /// Host names and addresses that clients may use.
    var names: [String]
    var lifetime: Duration = .years(1)
  }

  let authority: Authority
  let server: Identity
  let admin: Identity
  private let wishes: Wishes

  /// Reads the authority from `directory`, or makes one there, and has it sign.
  static func load(
    in directory: DataDirectory, _ wishes: Wishes, at now: Int = Timestamp.now.seconds
  ) async throws -> Credentials {
    let files = AuthorityFiles(folder: directory.pki)
    // An authority must outlive what it signs; clients learn a new one from the kubeconfig.
    if let kept = try files.read(), kept.certificate.notAfter > now + wishes.seconds {
      return try await Credentials(kept, wishes, at: now)
    }
    // Were it called like the server, OpenSSL would take the server's certificate for self-signed.
    let authority = try await Authority.make("capctl-ca", .ecdsaP256, at: now)
    try files.write(authority)
    return try await Credentials(authority, wishes, at: now)
  }

  private init(_ authority: Authority, _ wishes: Wishes, at now: Int) async throws {
    self.authority = authority
    self.wishes = wishes
    var server = Leaf(Subject("capctl"), for: [.server], names: wishes.names)
    server.lifetime = wishes.lifetime
    var admin = Leaf(Subject("admin", organizations: ["system:masters"]), for: [.client])
    admin.lifetime = wishes.lifetime
    self.server = try await authority.issue(server, .ecdsaP256, at: now)
    self.admin = try await authority.issue(admin, .ecdsaP256, at: now)
  }

  /// The same, signed anew.
  func renewed(at now: Int = Timestamp.now.seconds) async throws -> Credentials {
    try await Credentials(authority, wishes, at: now)
  }

  /// How long they may still be used before new ones are due: until a third of their time is left.
  func rest(at now: Int = Timestamp.now.seconds) -> Duration {
    let end = min(server.certificate.notAfter, admin.certificate.notAfter)
    return .seconds(max(0, end - wishes.seconds / 3 - now))
  }

  /// What the listener shows, and whose word it takes.
  var serverIdentity: ServerIdentity {
    ServerIdentity(
      certificates: server.certificate.pem, key: server.key.pem,
      clientAuthorities: authority.certificate.pem)
  }
}

extension Credentials.Wishes {
  fileprivate var seconds: Int { Int(lifetime.components.seconds) }
}

/// The two files of an authority.
private struct AuthorityFiles {
  let folder: String

  private var certificate: PrivateFile { PrivateFile("\(folder)/ca.crt") }
  private var key: PrivateFile { PrivateFile("\(folder)/ca.key") }

  /// Nil where there is none yet.
  func read() throws -> Authority? {
    // The certificate is written last, so that a key alone was left by a start that did not finish.
    guard let text = try certificate.read() else { return nil }
    do {
      let keyText = try key.read() ?? ""
      return try Authority(Identity(certificatePEM: text, keyPEM: Secret(keyText)))
    } catch let error as PKIError {
      throw PlaneError(
        "use the authority in \(folder)", "\(error)",
        hint: "remove ca.crt and ca.key there to have new ones made; clients then need the new "
          + "kubeconfig")
    }
  }

  func write(_ authority: Authority) throws(PlaneError) {
    try key.write(authority.identity.key.pem.reveal())
    try certificate.write(authority.certificate.pem)
  }
}
