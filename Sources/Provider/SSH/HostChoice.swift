// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// Which host a machine gets. Pure.
struct HostChoice {
  enum Verdict: Equatable {
    case host(SSHHost)
    /// And why.
    case none(String)
  }

  /// Of the namespace.
  let hosts: [SSHHost]
  let uid: String
  var selector = LabelSelector.everything
  /// Where it shall stand; nil for anywhere.
  var zone: String?

  var verdict: Verdict {
    // What it was given once it has, whatever it asks for now.
    if let own = hosts.first(where: { $0.tenant?.uid == uid }) { return .host(own) }
    let fit = hosts.filter { host in
      selector.matches(host.object.value["metadata", "labels"]?.map)
        && (zone == nil || host.zone == zone)
    }
    if let free = fit.filter(\.isFree).min(by: { $0.name < $1.name }) { return .host(free) }
    return .none(fit.isEmpty ? noneFits : noneFree(of: fit))
  }

  private var noneFits: String {
    guard !hosts.isEmpty else { return "there is no SSHHost in this namespace" }
    var wishes: [String] = []
    if selector != .everything { wishes.append("is labelled \(selector)") }
    if let zone { wishes.append("stands in \(zone)") }
    return "no SSHHost \(wishes.joined(separator: " and ")): \(hosts.count) other"
      + (hosts.count == 1 ? " is there" : "s are there")
  }

  private func noneFree(of fit: [SSHHost]) -> String {
    let states = fit.sorted { $0.name < $1.name }.map { "\($0.name) \(Self.obstacle($0))" }
    let count = fit.count == 1 ? "the only SSHHost that fits" : "any of \(fit.count) SSHHosts"
    return "no host is free, of \(count): \(states.shortened(to: 5))"
  }

  private static func obstacle(_ host: SSHHost) -> String {
    if let tenant = host.tenant {
      return "is SSHMachine \(tenant.name)" + (tenant.cluster.map { " of \($0)" } ?? "")
    }
    if host.isDeleting { return "is on its way out" }
    if let quarantine = host.quarantine { return "is in quarantine (\(quarantine.message))" }
    guard let ready = host.condition(ConditionTypes.ready) else { return "is not looked at yet" }
    return "cannot be used (\(ready.message))"
  }
}
