// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import Provider

struct EtcdShellTests {
  private static func state(_ names: [String]) -> EtcdState {
    var state = EtcdState(founder: names[0], seed: "demo")
    for name in names.dropFirst() { state.join(name) }
    return state
  }

  private func run(
    _ words: String, in name: String = "a", of names: [String] = ["a", "b", "c"],
    up: Set<String> = ["a", "b", "c"]
  ) -> (PodExec.Result, EtcdState) {
    var shell = EtcdShell(in: name, of: Self.state(names), up: up)
    let command = ["etcdctl", "--cacert", "/pki/ca.crt", "-w", "json"]
    let result = shell.run(command + words.split(separator: " ").map(String.init))
    return (result, shell.state)
  }

  @Test func `members are listed as etcdctl lists them`() throws {
    let list = try JSON.parse(run("member list --hex").0.output)
    let names = list["members"]?.list?.compactMap { $0["name"]?.string }
    #expect(names == ["a", "b", "c"])
    let ids = list["members"]?.list?.compactMap { $0["ID"]?.string } ?? []
    #expect(ids == Self.state(["a", "b", "c"]).members.map(\.hexID))
    #expect(list["header", "member_id"]?.string == ids.first)
    let plain = run("member list").0.text
    #expect(plain.contains("\"ID\":\(Self.state(["a"]).members[0].id)"))
  }

  @Test func `a member that is removed is gone, and another leads`() throws {
    let first = Self.state(["a"]).members[0]
    let (result, state) = run("member remove \(first.hexID)", in: "b")
    #expect(result.exitCode == 0)
    #expect(state.members.map(\.name) == ["b", "c"])
    #expect(state.leader?.name == "b")
    #expect(run("member remove ff").0.errorText == "Error: etcdserver: member not found\n")
    #expect(run("member remove zz").0.exitCode == 128)
  }

  @Test func `leadership moves from the leader alone, to a member that is up`() {
    let third = Self.state(["a", "b", "c"]).members[2]
    #expect(run("move-leader \(third.hexID)").1.leader?.name == "c")
    #expect(run("move-leader \(third.hexID)", in: "b").0.exitCode == 128)
    #expect(run("move-leader \(third.hexID)", up: ["a", "b"]).0.exitCode == 1)
  }

  @Test(
    arguments: [
      (Set(["a", "b"]), "a", true), (["b", "c"], "b", true), (["c"], nil, false), ([], nil, false),
    ] as [(Set<String>, String?, Bool)])
  func `a quorum elects who is up`(up: Set<String>, leader: String?, answers: Bool) throws {
    let (result, state) = run("member list", in: "c", up: up)
    #expect((result.exitCode == 0) == answers)
    if let leader { #expect(state.leader?.name == leader) }
    let status = try JSON.parse(run("endpoint status", in: "c", up: up).0.output)
    let said = status.list?.first?["Status", "leader"]
    #expect((said == 0) != answers)
    #expect((run("endpoint health", in: "c", up: up).0.exitCode == 0) == answers)
  }

  @Test(
    arguments: [
      ("alarm list", 0), ("alarm disarm", 0), ("member frob", 128), ("snapshot save x", 128),
    ] as [(String, Int32)])
  func `other commands`(words: String, code: Int32) {
    #expect(run(words).0.exitCode == code)
  }

  @Test func `what is no etcdctl, or writes no JSON, is refused`() {
    var shell = EtcdShell(in: "a", of: Self.state(["a"]), up: ["a"])
    #expect(shell.run(["sh", "-c", "true"]).exitCode == 127)
    #expect(shell.run(["etcdctl", "member", "list"]).exitCode == 128)
    #expect(shell.run([]).exitCode == 127)
  }

  @Test func `what is written down is read again`() {
    let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    for names in [["a"], ["a", "b c", "d"]] {
      let state = Self.state(names).elected(up: Set(names))
      var object = Object(kind, name: EtcdState.name)
      object.value["data"] = state.data
      #expect(EtcdState(object) == state)
    }
    #expect(EtcdState(Object(kind, name: EtcdState.name)) == nil)
  }

  @Test func `who comes again under a name is another member`() {
    var state = Self.state(["a", "b"])
    let before = state.member(named: "b")
    state.remove(before?.id ?? 0)
    state.join("b")
    #expect(state.member(named: "b") != before)
    let again = state
    state.join("b")
    #expect(state == again)
  }
}
