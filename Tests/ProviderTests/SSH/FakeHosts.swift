// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Log
import Nodes
import Provider
import Synchronization
import TestKit

/// Hosts that are none: they answer what a host would to what is asked of it. Nothing is run anywhere.
final class FakeHosts: HostDoor {
  struct Host: Sendable {
    /// Why nobody can log in.
    var trouble: String?
    /// Why nobody becomes root there.
    var sudo: String?
    /// Why it cannot be cleaned.
    var dirt: String?
    /// Set up by somebody.
    var kubernetes = false
    /// What the mark of whoever began says, and what came of it.
    var begun: String?
    var ending: String?
    /// Files take for ever to be written.
    var hangs = false
    var files: [String] = []
    var starts = 0
    var reached = 0
    var cleanings = 0
  }

  private let hosts: Mutex<[String: Host]>

  init(_ addresses: [String]) {
    hosts = Mutex(Dictionary(uniqueKeysWithValues: addresses.map { ($0, Host()) }))
  }

  subscript(address: String) -> Host { hosts.withLock { $0[address] ?? Host() } }

  func change(_ address: String, _ change: (inout Host) -> Void) {
    hosts.withLock { change(&$0[address, default: Host()]) }
  }

  func open(_ access: SSHAccess) async throws -> any NodeTransport {
    if let trouble = self[access.address].trouble {
      throw TestFailure("connect to \(access.address)", trouble)
    }
    return Way(hosts: self, address: access.address)
  }

  private struct Way: NodeTransport {
    let hosts: FakeHosts
    let address: String

    func run(_ call: NodeCall) async throws -> NodeReply {
      if hosts[address].hangs, call.arguments.count > 2, call.arguments[2].contains("set -e") {
        hosts.change(address) { $0.reached += 1 }
        try await Task.sleep(for: .seconds(3600))
      }
      var reply = NodeReply(status: 0)
      hosts.change(address) { reply = $0.answer(call, named: "name-\(address)") }
      return reply
    }
  }
}

extension FakeHosts.Host {
  mutating func answer(_ call: NodeCall, named name: String) -> NodeReply {
    if let sudo { return NodeReply(status: 1, errorOutput: Array("\(sudo)\n".utf8)) }
    let words = call.arguments
    let script = words.count > 2 ? words[2] : ""
    if script.contains("os-release") {
      let file = kubernetes ? "/etc/kubernetes/kubelet.conf" : ""
      return say("0\n\(name)\nFake OS 1\n\n\(file)\n\(begun ?? "")\n")
    }
    if script.contains("for name in done failed begun") {
      if let ending { return say(ending) }
      return say(begun.map { "begun\n\($0)" } ?? "")
    }
    if script.contains("mkdir \"$1\"") {
      guard begun == nil else { return NodeReply(status: 17) }
      begun = words.last
      starts += 1
      return say("")
    }
    if script.contains(#"mv "$1/new" "$1/$2""#) {
      ending = "\(words.last ?? "")\n" + String(decoding: call.input.reveal(), as: UTF8.self)
      kubernetes = true
      return say("")
    }
    if script.contains("kubeadm reset") { return clean() }
    if script.contains("set -e") {
      files += stride(from: 4, to: words.count, by: 4).map { words[$0] }
    }
    return say("")
  }

  private mutating func clean() -> NodeReply {
    cleanings += 1
    if let dirt { return NodeReply(status: 1, errorOutput: Array("\(dirt)\n".utf8)) }
    (kubernetes, begun, ending) = (false, nil, nil)
    return say("")
  }

  private func say(_ text: String) -> NodeReply {
    NodeReply(status: 0, output: Array(text.utf8))
  }
}
