// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Log
import Manifest
import Nodes
import Packs
import Runtime
import Site

/// The inventory: who has which host, as the hosts' own status says it. Whatever is written there was compared
/// with what it says now, so that no host is given to two.
struct HostBook: Sendable {
  let site: Site

  /// The host that a machine has; nil where it has none.
  func host(of machine: Object) async throws -> SSHHost? {
    guard let uid = machine.metadata.uid else { return nil }
    return try await hosts(in: machine.namespace).first { $0.tenant?.uid == uid }
  }

  /// As they are now, whatever the cache says.
  func hosts(in namespace: String?) async throws(StatusError) -> [SSHHost] {
    let collection = Address(Kind.sshHost.resource(), namespace: namespace)
    return try await site.client.listAll(collection).items.map(SSHHost.init)
  }

  // MARK: Giving

  /// Gives a machine a host, and always the same one.
  func claim(for subject: Subject) async throws -> HostChoice.Verdict {
    let machine = SSHMachine(subject.object)
    let selector = try machine.hostSelector.map {
      (value) throws(ManifestError) in try LabelSelector(value)
    }
    while true {
      var choice = HostChoice(
        hosts: try await hosts(in: machine.namespace), uid: machine.uid ?? "")
      choice.selector = selector ?? .everything
      choice.zone = subject.machine?.failureDomain
      guard case .host(let host) = choice.verdict, host.tenant == nil else {
        return choice.verdict
      }
      var wanted = host
      wanted.tenant = SSHHost.Tenant(
        name: machine.name, uid: machine.uid ?? "", cluster: subject.cluster?.name,
        since: site.now)
      do throws(StatusError) {
        return .host(try await write(wanted))
      } catch {
        // Somebody else was faster, or the host has changed.
        guard error.isConflict || error.isNotFound, !Task.isCancelled else { throw error }
      }
    }
  }

  /// Nobody lives there any more. `fault` is why nobody else shall.
  func free(_ name: String, in namespace: String?, after uid: String?, _ fault: String? = nil)
    async throws(StatusError)
  {
    let address = Address(Kind.sshHost.resource(), namespace: namespace, name: name)
    for _ in 0..<8 {
      guard let seen = try await site.client.find(address).map(SSHHost.init),
        uid == nil || seen.tenant?.uid == uid
      else { return }
      var wanted = seen
      let last = seen.tenant?.name ?? seen.quarantine?.machine
      wanted.tenant = nil
      wanted.quarantine = fault.map {
        SSHHost.Quarantine(machine: last, message: $0, since: site.now)
      }
      do throws(StatusError) {
        _ = try await write(wanted)
        return
      } catch {
        guard error.isConflict else { throw error }
      }
    }
    throw .conflict(address)
  }

  private func write(_ host: SSHHost) async throws(StatusError) -> SSHHost {
    var door = host.address
    door.subresource = "status"
    var options = WriteOptions()
    options.fieldManager = "capctl"
    options.isTraced = false
    // The resource version is that of what was seen: a write in between makes this one fail.
    let written = try await site.client.update(host.object, at: door, options)
    await site.settle(written, in: Kind.sshHost.resource())
    return SSHHost(written)
  }

  // MARK: The way in

  /// What the host and its Secret say of how to get in.
  func access(to host: SSHHost) async throws -> SSHAccess {
    let address = Address(.secrets, namespace: host.namespace, name: host.secretName)
    return try SSHAccess(to: host, with: try await site.client.find(address))
  }
}

/// Why nothing could be done with a host.
struct HostError: Failure {
  let action: String
  let cause: String
  let hint: String?

  init(_ action: String, _ cause: String, hint: String? = nil) {
    (self.action, self.cause, self.hint) = (action, cause, hint)
  }
}
