// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import Testing

@testable import SSH

struct PrivateKeyTests {
  private func read(_ blob: [UInt8]) throws -> PrivateKey {
    let base64 = Data(blob).base64EncodedString()
    return try PrivateKey(
      SSHIdentity(
        privateKey: Secret(
          "-----BEGIN OPENSSH PRIVATE KEY-----\n\(base64)\n-----END OPENSSH PRIVATE KEY-----\n"),
        passphrase: Secret("secret")))
  }

  private func field(_ bytes: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt32(bytes.count).bigEndian, Array.init) + bytes
  }

  private func key(
    cipher: String = "aes256-ctr", derivation: String = "bcrypt", options: [UInt8]? = nil,
    type: String = "ssh-ed25519"
  ) -> [UInt8] {
    let rounds: [UInt8] = [0, 0, 0, 16]
    let head = Array("openssh-key-v1\0".utf8) + field(Array(cipher.utf8))
    let derived = field(Array(derivation.utf8)) + field(options ?? field([1, 2, 3]) + rounds)
    let publicKey = field(field(Array(type.utf8)) + field([1]))
    return head + derived + [0, 0, 0, 1] + publicKey + field([UInt8](repeating: 0, count: 64))
  }

  @Test func `a key that only looks right is left to libssh2`() throws {
    let key = try read(key())
    #expect(key.isEncrypted)
    #expect(!key.isRSA)
  }

  @Test func `a key that libssh2 must not see is refused`() throws {
    let damaged = "the private key is damaged"
    let rows: [(blob: [UInt8], cause: String)] = [
      (
        key(cipher: "aes256-gcm@openssh.com"),
        "the private key is encrypted with aes256-gcm@openssh.com, which cannot be read"
      ),
      (key(derivation: "none"), damaged), (key(options: []), damaged),
      (key(options: field([]) + [0, 0, 0, 1]), damaged), (key(options: field([1])), damaged),
      (key(options: field([1]) + [0, 0, 0, 0]), damaged),
      (
        key(options: field([1]) + [0, 0, 1, 1]),
        "the private key is encrypted with 257 rounds of bcrypt, more than 256"
      ),
      (key(options: [255, 255, 255, 255, 1]), damaged),
      (key(type: "ssh-dss"), "private keys of type ssh-dss cannot be used"),
      (
        key(type: "sk-ssh-ed25519@openssh.com"),
        "private keys of type sk-ssh-ed25519@openssh.com cannot be used"
      ),
    ]
    for row in rows {
      let problem = #expect(throws: PrivateKey.Problem.self) { try read(row.blob) }
      #expect(problem?.cause == row.cause)
    }
  }

  @Test func `a key cut off anywhere is damaged`() throws {
    let whole = key()
    for count in 0..<whole.count {
      let problem = #expect(throws: PrivateKey.Problem.self) {
        try read(Array(whole.prefix(count)))
      }
      #expect(problem?.cause == "the private key is damaged")
    }
  }
}
