// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Log
import Spawn
import Synchronization
import TestKit
import Testing

@testable import PKI

struct KeyTests {
  @Test(arguments: DeployKey.Algorithm.allCases)
  func `a deploy key is one to OpenSSH`(algorithm: DeployKey.Algorithm) async throws {
    try await withTemporaryDirectory { directory in
      let key = try await DeployKey.make(algorithm)
      let file = try directory.write(key.identity.reveal(), to: "identity").path
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
      let seen = try await Command(try Part.path("ssh-keygen"), "-y", "-f", file).run().text
      #expect(seen == key.publicLine + "\n")
      #expect(!"\(key)".contains("PRIVATE"))
    }
  }

  @Test func `a deploy key lets in at a real server`() async throws {
    for algorithm in DeployKey.Algorithm.allCases {
      let key = try await DeployKey.make(algorithm, comment: "flux on c1")
      #expect(key.publicLine.hasSuffix(" flux on c1"))
      try await withTemporaryDirectory { directory in
        let file = try directory.write(key.identity.reveal(), to: "identity").path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let allowed = try directory.write(key.publicLine + "\n", to: "allowed").path
        try await SSHServer.run(directives: ["AuthorizedKeysFile \(allowed)"]) { server in
          let known = try directory.write(server.knownHosts(), to: "known").path
          let options = ["-F", "none", "-i", file, "-o", "UserKnownHostsFile=\(known)"]
          let target = ["-p", "\(server.port)", "\(server.user)@127.0.0.1", "echo in"]
          let output = try await Command("ssh", options + target).run()
          #expect(output.text == "in\n")
        }
      }
    }
  }

  @Test(arguments: [KeyAlgorithm.ecdsaP256, .ecdsaP384])
  func `a key on a curve is written and read as openssl does`(
    algorithm: KeyAlgorithm
  ) async throws {
    for _ in 0..<8 {
      let key = try await PrivateKey.make(algorithm)
      let text = key.pem.reveal()
      #expect(try await openssl(["ec"], input: text) == text)
      #expect(try await openssl(["ec", "-pubout"], input: text) == key.publicKey.pem)
      let short = try await openssl(["ec", "-no_public"], input: text)
      for other in [text, short] {
        let read = try PrivateKey(pem: other)
        #expect(read.publicKey == key.publicKey)
        guard algorithm == .ecdsaP256 else { continue }
        #expect(key.publicKey.verifies(try read.sign([1, 2, 3]), of: [1, 2, 3]))
      }
      #expect(try PrivateKey(pem: text) == key)
    }
  }

  @Test func `a key with a point off its curve is refused`() async throws {
    let key = try await PrivateKey.make(.ecdsaP256)
    var bytes = key.der.reveal()
    bytes[bytes.count - 1] ^= 1
    #expect(throws: PKIError.self) { try PrivateKey(pem: PEM("EC PRIVATE KEY", bytes).text) }
  }

  @Test func `digests are those of openssl`() async throws {
    for text in ["", "abc", String(repeating: "x", count: 100_000)] {
      let bytes = Array(text.utf8)
      for (digest, option) in [(Digest.sha256, "-sha256"), (.sha512, "-sha512")] {
        let plain = try await openssl(["dgst", option, "-r"], input: text)
        #expect(plain.hasPrefix(digest(bytes).hexadecimal + " "))
        let keyed = try await openssl(["dgst", option, "-hmac", "key", "-r"], input: text)
        #expect(keyed.hasPrefix(digest.hmac(bytes, key: Array("key".utf8)).hexadecimal + " "))
      }
    }
  }

  @Test func `an authentication code takes an empty key and a long one`() {
    // RFC 4231, case 6, and what Python's hmac says of nothing at all.
    let long = [UInt8](repeating: 0xaa, count: 131)
    let text = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
    #expect(
      Digest.sha256.hmac(text, key: long).hexadecimal
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    #expect(
      Digest.sha256.hmac([], key: []).hexadecimal
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  @Test func `a digest of parts is that of the whole`() {
    var running = RunningDigest(.sha256)
    for byte in UInt8.min...UInt8.max { running.add([byte]) }
    running.add([])
    #expect(running.finish() == Digest.sha256(Array(UInt8.min...UInt8.max)))
  }

  @Test func `making keys holds up nobody else`() async {
    let workers = KeyWorkers(16)
    let gate = DispatchSemaphore(value: 0)
    for _ in 0..<64 { workers.submit { gate.wait() } }
    // More jobs wait here than Swift has threads: were they its own, nothing below would run.
    let sum = await withTaskGroup(of: Int.self) { group in
      for number in 0..<100 {
        group.addTask {
          await Task.yield(); return number
        }
      }
      return await group.reduce(0, +)
    }
    #expect(sum == 4950)
    for _ in 0..<64 { gate.signal() }
  }

  @Test func `no more keys are made at a time than there are workers`() async {
    let workers = KeyWorkers(2)
    let count = Count()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask {
          await withCheckedContinuation { continuation in
            workers.submit {
              count.enter()
              sched_yield()
              count.leave()
              continuation.resume()
            }
          }
        }
      }
    }
    #expect((1...2).contains(count.most))
  }

  @Test func `a cancelled call makes no key`() async {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await PrivateKey.make(.rsa4096)
    }
    let error = await #expect(throws: PKIError.self) { try await task.value }
    #expect(error?.description == "cannot make a key RSA-4096: cancelled")
  }

  @Test func `many make keys and sign at once`() async throws {
    let authority = try await Authority.make("kubernetes", .ecdsaP256)
    try await withThrowingTaskGroup(of: Identity.self) { group in
      for number in 0..<100 {
        let leaf = Leaf(Subject("c\(number)"), for: [.client])
        group.addTask { try await authority.issue(leaf, .ecdsaP256) }
      }
      var keys: Set<PublicKey> = []
      for try await identity in group {
        #expect(identity.certificate.isSigned(by: authority.certificate))
        keys.insert(identity.key.publicKey)
      }
      #expect(keys.count == 100)
    }
  }
}

/// How many are inside at a time.
private final class Count: Sendable {
  private let state = Mutex((now: 0, most: 0))

  var most: Int { state.withLock { $0.most } }

  func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }

  func leave() { state.withLock { $0.now -= 1 } }
}
