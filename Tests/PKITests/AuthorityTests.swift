// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import PKI
import TestKit
import Testing

/// What we sign, as the `openssl` program sees it.
struct AuthorityTests {
  private let now = 1_767_225_600  // 2026-01-01T00:00:00Z

  private func shown(_ certificate: Certificate, _ options: String...) async throws -> String {
    try await openssl(["x509", "-noout"] + options, input: certificate.pem)
  }

  @Test(arguments: [KeyAlgorithm.rsa2048, .ecdsaP256])
  func `a new authority has the shape of Cluster API's`(algorithm: KeyAlgorithm) async throws {
    let authority = try await Authority.make("kubernetes", algorithm, at: now)
    let certificate = authority.certificate
    #expect(certificate.subject == Subject("kubernetes"))
    #expect(certificate.issuer == certificate.subject)
    #expect(certificate.isAuthority)
    #expect(certificate.notBefore == now - 300)
    #expect(certificate.notAfter == now + 10 * 365 * 86_400)
    #expect(certificate.isSigned(by: certificate))
    let extensions = try await shown(
      certificate, "-ext", "keyUsage,basicConstraints,subjectKeyIdentifier,subjectAltName")
    #expect(
      extensions.replacing(/[0-9A-F:]{59}/, with: "ID") == """
        X509v3 Key Usage: critical
            Digital Signature, Key Encipherment, Certificate Sign
        X509v3 Basic Constraints: critical
            CA:TRUE, pathlen:0
        X509v3 Subject Key Identifier: 
            ID

        """)
    #expect(
      try await shown(certificate, "-dates") == """
        notBefore=Dec 31 23:55:00 2025 GMT
        notAfter=Dec 30 00:00:00 2035 GMT

        """)
  }

  @Test(arguments: [
    (KeyAlgorithm.rsa2048, "2048 bit", "sha256WithRSAEncryption"),
    (.rsa3072, "3072 bit", "sha256WithRSAEncryption"),
    (.rsa4096, "4096 bit", "sha256WithRSAEncryption"),
    (.ecdsaP256, "NIST CURVE: P-256", "ecdsa-with-SHA256"),
    (.ecdsaP384, "NIST CURVE: P-384", "ecdsa-with-SHA384"),
  ])
  func `keys and signatures are of the kind that was asked for`(
    algorithm: KeyAlgorithm, size: String, signature: String
  ) async throws {
    let authority = try await Authority.make("kubernetes", algorithm)
    let text = try await shown(authority.certificate, "-text")
    #expect(text.contains(size))
    #expect(text.contains("Signature Algorithm: \(signature)"))
  }

  @Test func `a server's certificate is good for its names`() async throws {
    let authority = try await Authority.make("kubernetes", .ecdsaP256)
    let names = [
      "kubernetes.default.svc", "10.0.0.1", "LocalHost", "*.example.org", "::1", "10.0.0.1",
    ]
    let leaf = Leaf(Subject("kube-apiserver"), for: [.server], names: names)
    let server = try await authority.issue(leaf, .ecdsaP256)
    #expect(
      server.certificate.names == [
        "*.example.org", "kubernetes.default.svc", "localhost", "10.0.0.1", "::1",
      ])
    #expect(server.certificate.usages == [.server])
    #expect(!server.certificate.isAuthority)
    #expect(server.certificate.isSigned(by: authority.certificate))
    let extensions = try await shown(
      server.certificate, "-ext", "keyUsage,extendedKeyUsage,basicConstraints,subjectAltName")
    #expect(
      extensions == """
        X509v3 Key Usage: critical
            Digital Signature, Key Encipherment
        X509v3 Basic Constraints: critical
            CA:FALSE
        X509v3 Extended Key Usage: 
            TLS Web Server Authentication
        X509v3 Subject Alternative Name: 
            DNS:*.example.org, DNS:kubernetes.default.svc, DNS:localhost, \
        IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1

        """)
    let good = try await verify(server.certificate, by: authority, "-verify_ip", "10.0.0.1")
    #expect(good.hasSuffix("OK\n"))
    for use in ["-verify_ip=10.0.0.2", "-purpose=sslclient"] {
      let words = use.split(separator: "=").map(String.init)
      await #expect(throws: (any Error).self) {
        try await verify(server.certificate, by: authority, words[0], words[1])
      }
    }
  }

  @Test func `an administrator's certificate carries user and groups`() async throws {
    let authority = try await Authority.make("kubernetes", .ecdsaP256)
    let subject = Subject("kubernetes-admin", organizations: ["system:masters", "b, c"])
    let admin = try await authority.issue(Leaf(subject, for: [.client]), .rsa2048)
    #expect(admin.certificate.subject == subject)
    #expect(admin.certificate.usages == [.client])
    #expect(
      try await shown(admin.certificate, "-subject", "-nameopt", "RFC2253")
        == "subject=CN=kubernetes-admin,O=b\\, c,O=system:masters\n")
    let good = try await verify(
      admin.certificate, by: authority, "-purpose", "sslclient", "-x509_strict")
    #expect(good.hasSuffix("OK\n"))
  }

  @Test func `a certificate never outlives its authority`() async throws {
    let authority = try await Authority.make(
      "short", .ecdsaP256, lifetime: .seconds(60), at: now)
    let leaf = try await authority.issue(Leaf(Subject("x"), for: [.client]), .ecdsaP256, at: now)
    #expect(leaf.certificate.notAfter == authority.certificate.notAfter)
  }

  @Test func `no two certificates have the same serial number`() async throws {
    let authority = try await Authority.make("kubernetes", .ecdsaP256)
    let key = try await PrivateKey.make(.ecdsaP256).publicKey
    var serials: Set<String> = []
    for _ in 0..<20 {
      let certificate = try authority.issue(Leaf(Subject("x"), for: [.client]), for: key)
      serials.insert(try await shown(certificate, "-serial"))
    }
    #expect(serials.count == 20)
  }

  @Test func `a user's own authority without identifiers signs too`() async throws {
    try await withTemporaryDirectory { directory in
      let (key, file) = (
        directory.appending(path: "key").path, directory.appending(path: "crt").path
      )
      try directory.write(
        "[req]\ndistinguished_name=n\n[n]\n[e]\nbasicConstraints=CA:TRUE\nsubjectKeyIdentifier=none",
        to: "settings")
      try await openssl([
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=ACME/OU=x/CN=Own CA",
        "-config", directory.appending(path: "settings").path, "-extensions", "e", "-keyout", key,
        "-out", file,
      ])
      let identity = try Identity(
        certificatePEM: String(contentsOfFile: file, encoding: .utf8),
        keyPEM: Secret(String(contentsOfFile: key, encoding: .utf8)))
      let authority = try Authority(identity)
      #expect(authority.certificate.subject == Subject("Own CA", organizations: ["ACME"]))
      let leaf = try await authority.issue(Leaf(Subject("x"), for: [.server], names: ["x"]))
      let good = try await verify(leaf.certificate, by: authority)
      #expect(good.hasSuffix("OK\n"))
    }
  }

  @Test func `a signing request goes both ways`() async throws {
    let authority = try await Authority.make("kubernetes", .ecdsaP256)
    let key = try await PrivateKey.make(.ecdsaP256)
    let subject = Subject("system:node:n1", organizations: ["system:nodes"])
    let request = try SigningRequest(subject, names: ["n1", "10.0.0.7"], with: key)
    let seen = try await openssl(["req", "-verify", "-noout", "-text"], input: request.pem)
    #expect(seen.contains("DNS:n1, IP Address:10.0.0.7"))
    #expect(try SigningRequest(pem: request.pem) == request)
    let granted = try authority.grant(request, for: [.client, .server])
    #expect(granted.subject == subject)
    #expect(granted.names == ["n1", "10.0.0.7"])
    #expect(granted.usages == [.client, .server])
    #expect(granted.publicKey == key.publicKey)
  }

  private func verify(
    _ certificate: Certificate, by authority: Authority, _ options: String...
  ) async throws -> String {
    try await withTemporaryDirectory { directory in
      let trusted = try directory.write(authority.certificate.pem, to: "ca.crt").path
      return try await openssl(
        ["verify", "-CAfile", trusted] + options,
        input: certificate.pem)
    }
  }
}
