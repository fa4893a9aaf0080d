// SPDX-License-Identifier: Apache-2.0

/// What templates of clusters have in common beside their infrastructure, compiled in.
package enum TemplateParts {
  /// An agent for the cluster.
  package static let agent = PackageResources.agent_yaml

  /// The flavors of a provider whose usual template is `base`: with an agent for the cluster, without one, and
  /// with several control planes that are looked after.
  package static func flavors(of base: [UInt8]) -> [String: [UInt8]] {
    let checks = PackageResources.health_checks_yaml
    return [
      "": base, "no-agent": base, "development": base + agent, "ha": base + checks + agent,
    ]
  }
}
