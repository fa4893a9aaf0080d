// SPDX-License-Identifier: Apache-2.0

import Foundation
import PKI
import Spawn
import TestKit
import Testing

struct SignatureTests {
  @Test(arguments: zip([KeyAlgorithm.rsa2048, .ecdsaP256], ["RS256", "ES256"]))
  func `what a key signs, its other half confirms, and nobody else`(
    algorithm: KeyAlgorithm, name: String
  ) async throws {
    let key = try await PrivateKey.make(algorithm)
    let other = try await PrivateKey.make(algorithm)
    #expect(key.publicKey.tokenAlgorithm == name)
    // Numbers with leading zeros come up once in 128 signatures.
    for round in 0..<(algorithm == .ecdsaP256 ? 300 : 3) {
      let bytes = Array("text \(round)".utf8)
      var signature = try key.sign(bytes)
      #expect(signature.count == (algorithm == .ecdsaP256 ? 64 : 256))
      #expect(key.publicKey.verifies(signature, of: bytes))
      #expect(!other.publicKey.verifies(signature, of: bytes))
      #expect(!key.publicKey.verifies(signature, of: bytes + [0]))
      signature[10] ^= 1
      #expect(!key.publicKey.verifies(signature, of: bytes))
      #expect(!key.publicKey.verifies(Array(signature.dropLast()), of: bytes))
    }
  }

  @Test func `a key of another curve signs no tokens`() async throws {
    let key = try await PrivateKey.make(.ecdsaP384)
    #expect(key.publicKey.tokenAlgorithm == nil)
    #expect(throws: PKIError.self) { try key.sign([1]) }
  }
}
