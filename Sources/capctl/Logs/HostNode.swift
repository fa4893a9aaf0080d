// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Nodes
import Provider
import Views

/// A machine that is a host of the inventory, as itself tells over SSH.
struct HostNode {
  private let transport: any NodeTransport

  /// The host that `name`, the SSHMachine of a Machine, has.
  static func of(
    _ machine: Machine, _ name: String, _ session: Session
  ) async throws -> HostNode {
    let (client, namespace) = (session.client, machine.namespace)
    let tenant = try await client.get(
      Address(Kind.sshMachine.resource(), namespace: namespace, name: name))
    let hosts = try await client.listAll(Address(Kind.sshHost.resource(), namespace: namespace))
    let host = hosts.items.map(SSHHost.init).first { host in
      host.tenant != nil && host.tenant?.uid == tenant.metadata.uid
    }
    guard let host else {
      throw ViewError(
        "read the logs of Machine \(machine.name)", "it has no host yet",
        hint: "capctl explain ready machine/\(machine.name) says why")
    }
    let secrets = Resource(group: "", version: "v1", plural: "secrets")
    let login = try await client.find(
      Address(secrets, namespace: namespace, name: host.secretName))
    return HostNode(transport: try await SSHAccess(to: host, with: login).open())
  }

  func parts(_ tail: LogTail) async throws -> [LogPart] {
    [
      LogPart(title: "bootstrap", text: try await output(of: LogTail.bootstrap)),
      LogPart(title: "kubelet", text: try await output(of: tail.journal)),
    ]
  }

  private func output(of script: String) async throws -> String {
    let reply = try await transport.run(NodeCall(["/bin/sh", "-c", script]))
    return LogTail(-1).end(of: String(decoding: reply.output + reply.errorOutput, as: UTF8.self))
  }
}
