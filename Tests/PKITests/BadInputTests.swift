// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import PKI
import TestKit
import Testing

struct BadInputTests {
  private static let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

  @Test(arguments: [
    ("", "cannot read certificate: there is no PEM block of one"),
    ("garbage\0\n", "cannot read certificate: there is no PEM block of one"),
    (block, "cannot read certificate: it is damaged, or something else"),
    (block.replacing("AAAA", with: "!!!!"), "cannot read PEM: bad base64 decode"),
    (block.replacing("AAAA", with: ""), "cannot read PEM: a block of it is empty"),
    (String(block.dropLast(20)), "cannot read PEM: bad end line"),
    ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END OTHER-----\n", "cannot read PEM: bad end line"),
  ])
  func `a text that is no certificate says what it lacks`(text: String, message: String) {
    let error = #expect(throws: PKIError.self) { try Certificate(pem: text) }
    #expect(error?.description == message)
  }

  @Test func `a certificate cut short, changed or extended is refused`() async throws {
    let der = try await Authority.make("x", .ecdsaP256).certificate.der
    for count in stride(from: 0, to: der.count, by: 7) {
      #expect(throws: PKIError.self) { try Certificate(der: Array(der.prefix(count))) }
    }
    let longer = #expect(throws: PKIError.self) { try Certificate(der: der + [0]) }
    #expect(longer?.cause == "there are bytes behind its end")
    // Whatever a changed byte does, it must not crash, and the signature must not hold.
    for index in stride(from: 0, to: der.count, by: 3) {
      var changed = der
      changed[index] ^= 0x55
      if let read = try? Certificate(der: changed) { #expect(!read.isSigned(by: read)) }
    }
  }

  @Test(arguments: [
    ("", "cannot read private key: there is no PEM block of one"),
    (
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
      "cannot read private key: it is damaged, or something else"
    ),
    (
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
      "cannot read private key: it is in OpenSSH's own format"
    ),
  ])
  func `a text that is no private key says what it lacks`(text: String, message: String) {
    let error = #expect(throws: PKIError.self) { try PrivateKey(pem: text) }
    #expect(error?.description == message)
  }

  @Test(arguments: [["pkcs8", "-topk8"], ["ec", "-aes128"]])
  func `an encrypted key is named as one`(form: [String]) async throws {
    let key = try await PrivateKey.make(.ecdsaP256)
    let pem = try await openssl(form + ["-passout", "pass:x"], input: key.pem.reveal())
    let error = #expect(throws: PKIError.self) { try PrivateKey(pem: pem) }
    #expect(error?.description == "cannot read private key: it is encrypted")
    #expect(error?.hint == "decrypt it with openssl pkey")
  }

  @Test func `a key of another certificate is refused`() async throws {
    let one = try await Authority.make("one", .ecdsaP256).identity
    let two = try await Authority.make("two", .ecdsaP256).identity
    let error = #expect(throws: PKIError.self) {
      try Identity(certificatePEM: one.certificate.pem, keyPEM: two.key.pem)
    }
    #expect(error?.description == "cannot use certificate CN=one: the private key is not its own")
  }

  @Test func `who is no authority signs nothing`() async throws {
    let authority = try await Authority.make("kubernetes", .ecdsaP256)
    let leaf = try await authority.issue(Leaf(Subject("x"), for: [.client]), .ecdsaP256)
    let error = #expect(throws: PKIError.self) { try Authority(leaf) }
    #expect(error?.description == "cannot sign with certificate CN=x: it is not a CA's")
  }

  @Test(arguments: [
    "", "a,DNS:evil", "a b", "-a", "a..b", "*", "a.*.b", "1.2.3.4/24", "a\nb", "ünder",
    String(repeating: "a", count: 64), "x:y",
  ])
  func `a name that is neither host nor address is refused`(name: String) async throws {
    let authority = try await Authority.make("kubernetes", .ecdsaP256)
    let key = authority.certificate.publicKey
    let leaf = Leaf(Subject("x"), for: [.server], names: ["good", name])
    let error = #expect(throws: PKIError.self) { try authority.issue(leaf, for: key) }
    #expect(
      error?.description
        == "cannot issue certificate CN=x: \"\(name)\" is neither a host name nor an IP address")
  }

  @Test func `a name that is too long for a certificate is refused`() async throws {
    let long = String(repeating: "x", count: 65)
    let error = await #expect(throws: PKIError.self) {
      try await Authority.make(long, .ecdsaP256)
    }
    #expect(error?.description == "cannot issue certificate CN=\(long): string too long")
  }

  @Test func `a request that another key signed is refused`() async throws {
    let key = try await PrivateKey.make(.ecdsaP256)
    let request = try SigningRequest(Subject("x"), with: key)
    var der = request.der
    der[der.count - 1] ^= 1
    let error = #expect(throws: PKIError.self) {
      try SigningRequest(pem: PEM("CERTIFICATE REQUEST", der).text)
    }
    #expect(error?.action == "read signing request")
    let none = #expect(throws: PKIError.self) { try SigningRequest(pem: "x") }
    #expect(none?.description == "cannot read signing request: there is no PEM block of one")
  }
}
