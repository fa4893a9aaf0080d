// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The etcd of an in-memory cluster, as etcd itself remembers it: who belongs to it, and who leads. Who of
/// them is up is another question. Pure.
package struct EtcdState: Sendable, Hashable {
  package struct Member: Sendable, Hashable {
    package let id: UInt64
    /// The Node it runs on.
    package let name: String

    /// As etcd writes it where people read it, and takes it from them.
    package var hexID: String { String(id, radix: 16) }
  }

  package let clusterID: UInt64
  package private(set) var members: [Member]
  private(set) var leaderID: UInt64
  private(set) var term: Int64

  /// A new one of one member. `seed` tells it from all others.
  package init(founder: String, seed: String) {
    clusterID = Self.number(seed)
    let first = Member(id: Self.number("\(seed)/\(founder)"), name: founder)
    members = [first]
    leaderID = first.id
    term = 2
  }

  package var leader: Member? { members.first { $0.id == leaderID } }

  package func member(named name: String) -> Member? { members.first { $0.name == name } }

  /// Whether so many of them are up that they can decide anything.
  package func hasQuorum(up: Set<String>) -> Bool {
    members.count { up.contains($0.name) } > members.count / 2
  }

  /// The same with a leader that is up, where a quorum can elect one.
  package func elected(up: Set<String>) -> EtcdState {
    guard hasQuorum(up: up) else { return self }
    if let leader, up.contains(leader.name) { return self }
    var state = self
    state.leaderID = members.first { up.contains($0.name) }?.id ?? 0
    state.term += 1
    return state
  }

  /// Takes in a member, unless it is one. Whoever comes again under a name is another member.
  package mutating func join(_ name: String) {
    guard member(named: name) == nil else { return }
    members.append(
      Member(id: Self.number("\(clusterID)/\(name)/\(term)/\(members.count)"), name: name))
    term += 1
  }

  package mutating func remove(_ id: UInt64) { members.removeAll { $0.id == id } }

  package mutating func lead(_ id: UInt64) {
    leaderID = id
    term += 1
  }

  /// FNV-1a, never zero: to etcd no member is called so.
  static func number(_ text: String) -> UInt64 {
    max(1, text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
  }
}

// MARK: - On its disk

extension EtcdState {
  /// Where an in-memory cluster keeps what other etcds keep on their disks.
  static let name = "etcd-members"

  init?(_ object: Object) {
    guard let data = object.value["data"], let cluster = Self.number(data["cluster"]),
      let leader = Self.number(data["leader"]),
      let term = data["term"]?.string.flatMap({ Int64($0) })
    else { return nil }
    clusterID = cluster
    leaderID = leader
    self.term = term
    members = (data["members"]?.string ?? "").split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, let id = UInt64(words[0], radix: 16) else { return nil }
      return Member(id: id, name: String(words[1]))
    }
  }

  var data: Value {
    [
      "cluster": .string(String(clusterID, radix: 16)),
      "leader": .string(String(leaderID, radix: 16)), "term": .string("\(term)"),
      "members": .string(members.map { "\($0.hexID) \($0.name)" }.joined(separator: "\n")),
    ]
  }

  private static func number(_ value: Value?) -> UInt64? {
    value?.string.flatMap { UInt64($0, radix: 16) }
  }
}
