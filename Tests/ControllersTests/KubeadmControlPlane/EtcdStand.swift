// SPDX-License-Identifier: Apache-2.0

import Kube
import Runtime
import Synchronization

@testable import Controllers

/// An etcd that is played: it answers what `etcdctl` asks, in the JSON of etcd 3.4.
final class EtcdStand: Sendable {
  private struct State {
    var members: [String: UInt64] = [:]
    var leader: String?
    var dead: Set<String> = []
    var next: UInt64 = 0xf000_0000_0000_0001
    var log: [String] = []
    var left: Set<String> = []
    var asked: [String] = []
  }

  private let state = Mutex(State())

  var names: [String] { state.withLock { $0.members.keys.sorted() } }
  var leader: String? { state.withLock(\.leader) }
  /// What was asked of it that changes anything.
  var log: [String] { state.withLock(\.log) }

  /// Who was asked after leaving: a real one keeps whoever asks waiting.
  var askedInVain: [String] { state.withLock(\.asked) }

  func join(_ node: String) {
    state.withLock { state in
      guard state.members[node] == nil else { return }
      state.members[node] = state.next
      state.next += 1
      if state.leader == nil { state.leader = node }
    }
  }

  func lead(_ node: String) { state.withLock { $0.leader = node } }

  /// A member that is there and does not answer.
  func kill(_ node: String) {
    state.withLock { state in
      state.dead.insert(node)
      if state.leader == node {
        state.leader = state.members.keys.sorted().first { !state.dead.contains($0) }
      }
    }
  }

  func revive(_ node: String) { state.withLock { _ = $0.dead.remove(node) } }

  func answer(_ exec: PodExec, _ cluster: Key) throws(StatusError) -> PodExec.Result {
    let node = String(exec.pod.dropFirst("etcd-".count))
    let words = Array(exec.command.drop { $0 != "json" }.dropFirst())
    return state.withLock { state in
      if state.left.contains(node) { state.asked.append(node) }
      guard let own = state.members[node], !state.dead.contains(node) else {
        return Self.failed("connection refused")
      }
      switch words.first {
      case "endpoint": return Self.told(Self.status(own, state))
      case "alarm": return Self.told(#"{"header":{"cluster_id":1}}"#)
      case "move-leader": return Self.move(words, node, &state)
      case "member" where words[1] == "list": return Self.told(Self.list(state))
      case "member": return Self.remove(words, node, &state)
      default: return Self.failed("unknown command")
      }
    }
  }

  private static func told(_ text: String) -> PodExec.Result {
    PodExec.Result(exitCode: 0, output: Array(text.utf8))
  }

  private static func failed(_ text: String) -> PodExec.Result {
    PodExec.Result(exitCode: 1, error: Array("Error: \(text)\n".utf8))
  }

  private static func status(_ own: UInt64, _ state: State) -> String {
    let leader = state.leader.flatMap { state.members[$0] } ?? 0
    return #"[{"Endpoint":"https://127.0.0.1:2379","Status":{"header":{"cluster_id":1,"#
      + #""member_id":\#(own),"raft_term":2},"version":"3.4.13","leader":\#(leader)}}]"#
  }

  private static func list(_ state: State) -> String {
    let members = state.members.sorted { $0.key < $1.key }.map { name, id in
      #"{"ID":\#(id),"name":"\#(name)","peerURLs":["https://\#(name):2380"]}"#
    }
    return #"{"header":{"cluster_id":1},"members":["# + members.joined(separator: ",") + "]}"
  }

  private static func move(
    _ words: [String], _ node: String, _ state: inout State
  ) -> PodExec.Result {
    guard state.leader == node else { return failed("no leader endpoint found") }
    guard let target = state.members.first(where: { String($0.value, radix: 16) == words[1] }),
      !state.dead.contains(target.key)
    else { return failed("not a member") }
    state.leader = target.key
    state.log.append("\(target.key) leads")
    return told("{}")
  }

  private static func remove(
    _ words: [String], _ node: String, _ state: inout State
  ) -> PodExec.Result {
    guard let target = state.members.first(where: { String($0.value, radix: 16) == words[2] })
    else { return failed("Member \(words[2]) not found") }
    guard target.key != node else { return failed("asked the one that goes") }
    state.members[target.key] = nil
    state.left.insert(target.key)
    state.log.append("\(target.key) left")
    return told("{}")
  }
}
