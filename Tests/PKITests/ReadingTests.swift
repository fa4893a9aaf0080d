// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import PKI
import TestKit
import Testing

struct ReadingTests {
  @Test func `a bundle is read in its order, whatever stands between`() async throws {
    let first = try await Authority.make("one", .ecdsaP256).certificate
    let second = try await Authority.make("two", .ecdsaP256).certificate
    let key = try await PrivateKey.make(.ecdsaP256)
    let text =
      "# ours\r\n\(first.pem.replacing("\n", with: "\r\n"))words\n\(key.pem.reveal())\(second.pem)"
    #expect(try Certificate.bundle(pem: text) == [first, second])
    #expect(try Certificate(pem: text) == first)
    #expect(try Certificate.bundle(pem: "nothing") == [])
    #expect(try Certificate(der: first.der) == first)
  }

  @Test func `PEM is written as openssl writes it`() async throws {
    let certificate = try await Authority.make("x", .rsa2048).certificate
    #expect(try await openssl(["x509"], input: certificate.pem) == certificate.pem)
    let key = try await PrivateKey.make(.ecdsaP256).publicKey
    #expect(try await openssl(["pkey", "-pubin"], input: key.pem) == key.pem)
  }

  @Test func `the pin is that of kubeadm's documentation`() async throws {
    try await withTemporaryDirectory { directory in
      let certificate = try await Authority.make().certificate
      let pem = try await openssl(["x509", "-noout", "-pubkey"], input: certificate.pem)
      let file = directory.appending(path: "key.der").path
      try await openssl(["pkey", "-pubin", "-outform", "der", "-out", file], input: pem)
      let hash = try await openssl(["dgst", "-sha256", "-hex", file])
      let digits = hash.split(separator: " ").last.map(String.init) ?? ""
      #expect(certificate.publicKey.pin == "sha256:" + digits.trimmingCharacters(in: .newlines))
      #expect(certificate.publicKey.pem == pem)
    }
  }

  @Test func `a certificate says since when it is no good`() async throws {
    let start = 1_767_225_600
    let ca = try await Authority.make("old", .ecdsaP256, lifetime: .seconds(100), at: start)
    try ca.certificate.checkIsCurrent(at: start)
    let late = #expect(throws: PKIError.self) {
      try ca.certificate.checkIsCurrent(at: start + 101)
    }
    #expect(
      late?.description == "cannot use certificate CN=old: it expired at 2026-01-01T00:01:40Z")
    let early = #expect(throws: PKIError.self) {
      try ca.certificate.checkIsCurrent(at: start - 301)
    }
    #expect(
      early?.description
        == "cannot use certificate CN=old: it is not valid before 2025-12-31T23:55:00Z")
    let leaf = Leaf(Subject("x"), for: [.client])
    let key = ca.certificate.publicKey
    #expect(throws: PKIError.self) { try ca.issue(leaf, for: key, at: start + 101) }
  }

  @Test func `another authority of the same name did not sign it`() async throws {
    let one = try await Authority.make("kubernetes", .ecdsaP256)
    let two = try await Authority.make("kubernetes", .ecdsaP256)
    let key = try await PrivateKey.make(.ecdsaP256).publicKey
    let leaf = try one.issue(Leaf(Subject("x"), for: [.client]), for: key)
    #expect(leaf.isSigned(by: one.certificate))
    #expect(!leaf.isSigned(by: two.certificate))
    #expect(!one.certificate.isSigned(by: leaf))
  }

  @Test(arguments: [KeyAlgorithm.rsa2048, .ecdsaP384, .ed25519])
  func `a private key survives every form that openssl gives it`(algorithm: KeyAlgorithm)
    async throws
  {
    let key = try await PrivateKey.make(algorithm)
    #expect(try PrivateKey(pem: key.pem.reveal()) == key)
    for form in [["pkey"], ["pkey", "-traditional"]] where form.count == 1 || algorithm != .ed25519
    {
      let pem = try await openssl(form, input: key.pem.reveal())
      #expect(try PrivateKey(pem: pem) == key)
    }
    let label = key.pem.reveal().prefix { $0 != "\n" }
    switch algorithm {
    case .ed25519: #expect(label == "-----BEGIN PRIVATE KEY-----")
    case .ecdsaP256, .ecdsaP384: #expect(label == "-----BEGIN EC PRIVATE KEY-----")
    default: #expect(label == "-----BEGIN RSA PRIVATE KEY-----")
    }
    #expect(try PublicKey(pem: key.publicKey.pem) == key.publicKey)
  }

  @Test func `a key may follow its parameters, as openssl ecparam writes them`() async throws {
    let pem = try await openssl(["ecparam", "-name", "prime256v1", "-genkey"])
    #expect(pem.hasPrefix("-----BEGIN EC PARAMETERS"))
    #expect(throws: Never.self) { try PrivateKey(pem: pem) }
  }

  @Test func `a private key never prints`() async throws {
    let identity = try await Authority.make("x", .ecdsaP256).identity
    var dumped = ""
    dump(identity.key, to: &dumped)
    #expect(dumped.contains("- der: ***"))
    #expect("\(identity)".contains("der: ***"))
    #expect("\(identity.key.pem)" == "***")
  }
}
