// SPDX-License-Identifier: Apache-2.0

@testable import Bootstrap
import Kube
import Log
import Manifest
import TestKit
import Testing

struct JoiningTests {
  private let now = Time(seconds: 1_767_225_600)

  @Test
  func `a new token has the form that kubeadm wants`() throws {
    for seed in 0..<50 as Range<UInt64> {
      var generator = SeededRandom(seed)
      let token = BootstrapToken.make(using: &generator)
      #expect(token.text.reveal().wholeMatch(of: /[a-z0-9]{6}\.[a-z0-9]{16}/) != nil)
      #expect(try BootstrapToken(token.text.reveal()) == token)
      #expect("\(token)" == "\(token.id).***")
    }
    #expect(BootstrapToken.make() != BootstrapToken.make())
  }

  @Test(arguments: [
    "", "abcdef", "abcdef.short", "ABCDEF.0123456789abcdef", "abcdef.0123456789abcdef.x",
  ])
  func `what is no token is refused, and not shown`(text: String) throws {
    let error = #expect(throws: BootstrapError.self) { try BootstrapToken(text) }
    #expect(text.isEmpty || error?.description.contains(text) == false)
  }

  @Test
  func `a token's Secret says what the cluster reads`() throws {
    let object = Fixtures.token.object(expiringAt: now + .seconds(900))
    #expect(object.description == "Secret kube-system/bootstrap-token-abcdef")
    #expect(object.value["type"] == "bootstrap.kubernetes.io/token")
    let data = try #require(object.value["data"]?.map)
    #expect(
      data.keys.sorted() == [
        "auth-extra-groups", "description", "expiration", "token-id", "token-secret",
        "usage-bootstrap-authentication", "usage-bootstrap-signing",
      ])
    #expect(data["token-secret"] == "MDEyMzQ1Njc4OWFiY2RlZg==")
    #expect(try BootstrapToken(object) == Fixtures.token)
    #expect(BootstrapToken.expiration(of: object) == now + .seconds(900))
    let later = BootstrapToken.prolonged(object, until: now + .seconds(1800))
    #expect(BootstrapToken.expiration(of: later) == now + .seconds(1800))
    #expect(try BootstrapToken(later) == Fixtures.token)
  }

  @Test func `a signature is the one that a controller manager makes`() {
    let text = "Hello from the other side. I must have called a thousand times."
    #expect(
      BootstrapToken.signature(of: text, id: "joshua", secret: "my voice is my passcode")
        == "eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8")
  }

  @Test func `a cluster-info is signed once, and only where it says something`() throws {
    var info = Object(.configMap, namespace: "kube-public", name: "cluster-info")
    #expect(Fixtures.token.signature(missingIn: info) == nil)
    info.value["data"] = ["kubeconfig": "text"]
    let patch = try #require(Fixtures.token.signature(missingIn: info)?["data"]?.map)
    #expect(patch.keys.map { $0 } == ["jws-kubeconfig-abcdef"])
    info.value["data"]?["jws-kubeconfig-abcdef"] = "by somebody"
    #expect(Fixtures.token.signature(missingIn: info) == nil)
  }

  @Test(
    arguments: [
      // seconds left, pool, joined
      (nil, false, false, TokenStep.make), (nil, false, true, .leave), (nil, true, true, .make),
      (900, false, false, .wait(.seconds(300))), (601, false, false, .wait(.seconds(1))),
      (600, false, false, .prolong(until: Time(seconds: 1_767_226_500))),
      (1, false, false, .prolong(until: Time(seconds: 1_767_226_500))),
      (0, false, false, .make), (-5, true, false, .make), (5, false, true, .leave),
      (500, true, false, .prolong(until: Time(seconds: 1_767_226_500))),
      (451, true, true, .wait(.seconds(1))), (449, true, true, .rotate), (-1, true, true, .rotate),
    ] as [(Int?, Bool, Bool, TokenStep)])
  func `a token lives as long as it is needed`(
    left: Int?, isPool: Bool, hasJoined: Bool, step: TokenStep
  ) {
    let holder = TokenHolder(isPool: isPool, hasJoined: hasJoined)
    let expiration = left.map { now + .seconds($0) }
    #expect(holder.step(expiration: expiration, at: now) == step)
  }

  @Test
  func `the lock is a ConfigMap that names its machine`() throws {
    let lock = InitLock(of: Fixtures.cluster)
    let object = lock.object(for: "cp-0")
    #expect(object.description == "ConfigMap fleet/demo-lock")
    #expect(object.value["data", "lock-information"] == #"{"machineName":"cp-0"}"#)
    #expect(object.metadata.labels == ["cluster.x-k8s.io/cluster-name": "demo"])
    #expect(object.metadata.ownerReferences.map(\.name) == ["demo"])
    #expect(lock.holder(of: object) == "cp-0")
  }

  @Test(
    arguments: [
      (nil, false, InitLock.Step.take), (nil, true, .join),
      ("cp-0", false, .start), ("cp-1", false, .wait(for: "cp-1")), ("gone", false, .release),
      ("cp-0", true, .release), ("cp-1", true, .release), ("", false, .release),
    ] as [(String?, Bool, InitLock.Step)])
  func `one machine starts the cluster`(holder: String?, isInitialized: Bool, step: InitLock.Step) {
    let lock = InitLock(of: Fixtures.cluster)
    let object = holder.map { lock.object(for: $0) }
    #expect(
      lock.step(
        for: "cp-0", seeing: object, among: ["cp-0", "cp-1"], isInitialized: isInitialized) == step)
  }

  @Test(arguments: ["null", "{}", "{lock-information: 'not json'}", "{lock-information: '[]'}"])
  func `a lock that cannot be read is released`(data: String) {
    let lock = InitLock(of: Fixtures.cluster)
    var object = lock.object(for: "cp-1")
    object.value["data"] = Fixtures.yaml(data)
    let step = lock.step(
      for: "cp-0", seeing: object, among: ["cp-0", "cp-1"], isInitialized: false)
    #expect(step == .release)
  }
}
