// SPDX-License-Identifier: Apache-2.0

import Controllers
import API
import Kube
import Testing

@Suite struct MachineSetTests {
  static func member(_ name: String, at: Int64 = 0) -> SetMember {
    SetMember(name, created: Time(seconds: at))
  }

  static let members: [SetMember] = {
    var members = [
      member("old", at: 1), member("young", at: 9), member("broken", at: 5),
      member("marked", at: 5),
      member("gone", at: 5), member("also-old", at: 1),
    ]
    members[2].isHealthy = false
    members[3].isMarkedForDeletion = true
    members[3].isHealthy = true
    members[4].isDeleting = true
    return members
  }()

  @Test(arguments: [
    (DeletionOrder.random, "gone marked broken also-old old young"),
    (.oldest, "gone marked broken also-old old young"),
    (.newest, "gone marked broken young also-old old"),
  ])
  func `who goes first`(order: DeletionOrder, names: String) {
    #expect(order.sorted(Self.members).map(\.name).joined(separator: " ") == names)
    let again = order.sorted(Self.members.reversed()).map(\.name).joined(separator: " ")
    #expect(again == names, "the order of a list decides nothing")
  }

  @Test func `the order sees age beyond the random default`() {
    let members = [Self.member("a", at: 9), Self.member("b", at: 1)]
    #expect(DeletionOrder.random.sorted(members).map(\.name) == ["a", "b"])
    #expect(DeletionOrder.oldest.sorted(members).map(\.name) == ["b", "a"])
    #expect(DeletionOrder.newest.sorted(members.reversed()).map(\.name) == ["a", "b"])
  }

  @Test func `a set makes and deletes the difference`() {
    #expect(Self.step(6) == .settle)
    #expect(Self.step(8) == .create(2))
    #expect(Self.step(8, mayCreate: false) == .creationDisabled(missing: 2))
    // The one that is going already is the first of the two that have to.
    #expect(Self.step(4) == .delete(["marked"]))
    #expect(Self.step(5) == .settle)
    #expect(Self.step(0) == .delete(["marked", "broken", "also-old", "old", "young"]))
    let failures = Self.failures("v1.30.0", plane: "v1.29.0")
    #expect(Self.step(7, preflight: failures) == .hold(missing: 1, because: failures))
    #expect(Self.step(4, preflight: failures) == .delete(["marked"]))
  }

  static func step(
    _ wanted: Int, mayCreate: Bool = true, preflight: [PreflightFailure] = []
  ) -> SetStep {
    SetStep.next(
      wanted: wanted, members: members, order: .oldest, mayCreate: mayCreate, preflight: preflight)
  }

  static func failures(
    _ version: String?, plane: String?, status: String? = nil, kubeadm: Bool = true,
    skip: String? = nil
  ) -> [PreflightFailure] {
    Preflight(
      controlPlane: Preflight.ControlPlane(
        "KubeadmControlPlane demo/cp", version: plane, statusVersion: status ?? plane),
      version: version, usesKubeadm: kubeadm, skip: skip
    ).failures()
  }

  @Test(
    arguments: [
      ("v1.30.0", "v1.30.2", true, ""), ("v1.30.5", "v1.30.2", true, ""),
      ("v1.31.0", "v1.30.0", true, "KubernetesVersionSkew KubeadmVersionSkew"),
      ("v1.31.0", "v1.30.0", false, "KubernetesVersionSkew"),
      ("v1.29.0", "v1.30.0", true, "KubeadmVersionSkew"), ("v1.27.0", "v1.30.0", false, ""),
      ("v1.26.9", "v1.30.0", false, "KubernetesVersionSkew"),
      ("v2.0.0", "v1.30.0", false, "KubernetesVersionSkew"),
      ("latest", "v1.30.0", true, "KubernetesVersionSkew"), (nil, "v1.30.0", true, ""),
      ("v1.30.0", nil, true, ""), ("v1.30.0", "new", true, "ControlPlaneIsStable"),
    ] as [(String?, String?, Bool, String)])
  func `version skew`(version: String?, plane: String?, kubeadm: Bool, checks: String) {
    let failures = Self.failures(version, plane: plane, kubeadm: kubeadm)
    #expect(failures.map(\.check.rawValue).joined(separator: " ") == checks)
  }

  @Test func `a control plane that changes is waited for`() throws {
    let upgrading = Self.failures("v1.30.0", plane: "v1.30.2", status: "v1.30.1")
    #expect(
      upgrading.map(\.description) == [
        "KubeadmControlPlane demo/cp is being upgraded from v1.30.1 to v1.30.2 "
          + "(preflight check ControlPlaneIsStable)"
      ])
    let starting = Preflight(
      controlPlane: Preflight.ControlPlane(
        "KubeadmControlPlane demo/cp", version: "v1.30.2", statusVersion: nil),
      version: "v1.30.2", usesKubeadm: true, skip: nil
    ).failures()
    #expect(starting.map(\.cause) == ["KubeadmControlPlane demo/cp has no machine up yet"])
    #expect(
      Preflight(controlPlane: nil, version: "v1.30.2", usesKubeadm: true, skip: nil).failures()
        .isEmpty)
  }

  @Test(arguments: [
    ("All", ""), ("KubeadmVersionSkew", "KubernetesVersionSkew"),
    (" KubernetesVersionSkew , KubeadmVersionSkew", ""),
    ("Nonsense", "KubernetesVersionSkew KubeadmVersionSkew"),
  ])
  func `checks are skipped by name`(skip: String, left: String) {
    let failures = Self.failures("v1.31.0", plane: "v1.30.0", skip: skip)
    #expect(failures.map(\.check.rawValue).joined(separator: " ") == left)
  }
}

@Suite struct SetRemediationTests {
  static let patients: [SetRemediation.Patient] = {
    var patients = ["a", "b", "c", "d"].enumerated().map {
      SetRemediation.Patient($1, created: Time(seconds: Int64($0)))
    }
    patients[0].isMarked = true
    return patients
  }()

  @Test func `without a limit all are replaced, marked and newest first`() {
    let remediation = SetRemediation(Self.patients, limits: .init(replicas: 10))
    #expect(remediation.delete == ["a", "d", "c", "b"])
    #expect(remediation.waiting.isEmpty)
  }

  @Test(arguments: [
    (CountOrPercent.count(2), false, ["a", "d"]), (.percent(11), false, ["a", "d"]),
    (.count(2), true, ["a"]), (.count(1), true, []), (.count(0), false, []),
  ])
  func `maxInFlight bounds those that go at once`(
    most: CountOrPercent, oneIsGoing: Bool, names: [String]
  ) {
    var patients = Self.patients
    patients[3].isDeleting = oneIsGoing
    if oneIsGoing { patients[2].isDeleting = false }
    let remediation = SetRemediation(patients, limits: .init(replicas: 10, maxInFlight: most))
    #expect(remediation.delete == (oneIsGoing ? names.map { $0 == "d" ? "c" : $0 } : names))
    let waiting = patients.filter { !$0.isDeleting && !remediation.delete.contains($0.name) }
    #expect(Set(remediation.waiting.keys) == Set(waiting.map(\.name)))
  }

  @Test func `each machine that waits says why`() {
    var limits = SetRemediation.Limits(replicas: 4, maxInFlight: .percent(25))
    #expect(
      SetRemediation(Self.patients, limits: limits).waiting["b"]
        == "1 machine is being replaced already, and remediation.maxInFlight is 25%")
    limits.preflight = MachineSetTests.failures("v1.30.0", plane: "v1.29.0", kubeadm: false)
    #expect(
      SetRemediation(Self.patients, limits: limits).waiting["a"]
        == "A replacement could not join: machines of v1.30.0 are newer than the control plane's "
        + "v1.29.0: upgrade that first (preflight check KubernetesVersionSkew)")
    limits.isOutdated = true
    let outdated = SetRemediation(Self.patients, limits: limits)
    #expect(outdated.delete.isEmpty)
    #expect(
      outdated.waiting["a"]
        == "The MachineSet is being rolled out, which replaces this machine anyway")
  }
}
