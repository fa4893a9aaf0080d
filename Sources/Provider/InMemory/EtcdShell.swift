// SPDX-License-Identifier: Apache-2.0

package import Kube

/// Answers `etcdctl` in the pod of one member, as far as those ask who manage members. Pure.
package struct EtcdShell: Sendable {
  /// The member in whose pod the program runs.
  let name: String
  /// The members that answer.
  let up: Set<String>
  package private(set) var state: EtcdState

  package init(in name: String, of state: EtcdState, up: Set<String>) {
    self.name = name
    self.up = up
    self.state = state.elected(up: up)
  }

  package mutating func run(_ command: [String]) -> PodExec.Result {
    guard command.first?.split(separator: "/").last == "etcdctl" else {
      return .failed(
        127, "\(command.first ?? ""): an in-memory cluster runs etcdctl in its pods, nothing else")
    }
    let line = EtcdCommand(command.dropFirst())
    guard line.writesJSON else {
      return .failed(128, "Error: an in-memory etcd writes JSON only: add -w json")
    }
    // Members are a matter of the whole, the status one of each.
    switch line.words.prefix(2) {
    case ["endpoint", "status"]: return status(line)
    case ["endpoint", "health"]: return health
    default: break
    }
    guard state.hasQuorum(up: up) else { return .failed(1, "Error: context deadline exceeded") }
    switch line.words.prefix(2) {
    case ["member", "list"]: return members(line)
    case ["member", "remove"]: return remove(line)
    case ["alarm", "list"], ["alarm", "disarm"]: return .said("{\(header(line))}")
    case let words where words.first == "move-leader": return move(line)
    default:
      let words = line.words.joined(separator: " ")
      return .failed(128, "Error: unknown command \"\(words)\" for \"etcdctl\"")
    }
  }

  // MARK: Reading

  private func header(_ line: EtcdCommand) -> String {
    let own = state.member(named: name)?.id ?? 0
    return "\"header\":{\"cluster_id\":\(line.number(state.clusterID)),\"member_id\":"
      + "\(line.number(own)),\"raft_term\":\(state.term)}"
  }

  private func members(_ line: EtcdCommand) -> PodExec.Result {
    let members = state.members.map { member in
      // One that has never started has no name; here all have.
      "{\"ID\":\(line.number(member.id)),\"name\":\"\(member.name)\",\"peerURLs\":"
        + "[\"https://\(member.name):2380\"],\"clientURLs\":[\"https://\(member.name):2379\"]}"
    }
    return .said("{\(header(line)),\"members\":[\(members.joined(separator: ","))]}")
  }

  private func status(_ line: EtcdCommand) -> PodExec.Result {
    let leader = state.hasQuorum(up: up) ? state.leader?.id ?? 0 : 0
    return .said(
      "[{\"Endpoint\":\"127.0.0.1:2379\",\"Status\":{\(header(line)),\"version\":\"3.5.0\","
        + "\"dbSize\":20480,\"leader\":\(leader),\"raftIndex\":4,\"raftTerm\":\(state.term),"
        + "\"raftAppliedIndex\":4,\"dbSizeInUse\":20480}}]")
  }

  private var health: PodExec.Result {
    let isHealthy = state.hasQuorum(up: up)
    let error = isHealthy ? "" : ",\"error\":\"context deadline exceeded\""
    var result = PodExec.Result.said(
      "[{\"endpoint\":\"127.0.0.1:2379\",\"health\":\(isHealthy),\"took\":\"1ms\"\(error)}]")
    if !isHealthy {
      result.exitCode = 1
      result.error = Array("Error: unhealthy cluster\n".utf8)
    }
    return result
  }

  // MARK: Changing

  private mutating func remove(_ line: EtcdCommand) -> PodExec.Result {
    guard let text = line.words.dropFirst(2).first, let id = UInt64(text, radix: 16) else {
      return .failed(128, "Error: bad member ID arg, expecting ID in Hex")
    }
    guard state.members.contains(where: { $0.id == id }) else {
      return .failed(1, "Error: etcdserver: member not found")
    }
    state.remove(id)
    state = state.elected(up: up)
    return members(line)
  }

  private mutating func move(_ line: EtcdCommand) -> PodExec.Result {
    guard let text = line.words.dropFirst().first, let id = UInt64(text, radix: 16) else {
      return .failed(128, "Error: bad member ID arg, expecting ID in Hex")
    }
    // Only the leader hands over.
    guard state.leader?.name == name else {
      return .failed(128, "Error: no leader endpoint given at [127.0.0.1:2379]")
    }
    guard let member = state.members.first(where: { $0.id == id }), up.contains(member.name) else {
      return .failed(1, "Error: etcdserver: bad leader transferee")
    }
    state.lead(id)
    return .said("{\(header(line))}")
  }
}

/// The words after `etcdctl`, its flags apart.
struct EtcdCommand {
  private(set) var words: [String] = []
  private(set) var writesJSON = false
  /// Numbers of members are hexadecimal texts then.
  private(set) var isHex = false

  /// Flags that stand for themselves; all others have a value.
  private static let bare: Set = [
    "--hex", "--debug", "--insecure-skip-tls-verify", "--insecure-transport", "--cluster",
  ]

  init(_ arguments: some Sequence<String>) {
    var rest = Array(arguments)[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-") else {
        words.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts[0] == "--hex" { isHex = parts.count == 1 || parts[1] == "true" }
      if Self.bare.contains(parts[0]) { continue }
      let value = parts.count > 1 ? parts[1] : rest.popFirst()
      if ["-w", "--write-out"].contains(parts[0]) { writesJSON = value == "json" }
    }
  }

  func number(_ id: UInt64) -> String { isHex ? "\"\(String(id, radix: 16))\"" : "\(id)" }
}

extension PodExec.Result {
  fileprivate static func said(_ text: String) -> Self {
    Self(exitCode: 0, output: Array("\(text)\n".utf8), error: [])
  }

  fileprivate static func failed(_ code: Int32, _ text: String) -> Self {
    Self(exitCode: code, output: [], error: Array("\(text)\n".utf8))
  }
}
