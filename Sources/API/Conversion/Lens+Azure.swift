// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Lens {
  /// One text, then a list of them.
  static func single(_ old: String, _ new: String) -> Lens {
    Lens(
      up: { value, _ in
        if let only = value.take(old) { value.put(.list([only]), at: new) }
      },
      down: { value, _ in
        if let first = value.take(new)?.list?.first { value.put(first, at: old) }
      })
  }

  /// The network of an AzureCluster: v1alpha3 knew one range each, and rules for what comes in alone.
  static let azureNetwork: [Lens] = [
    .single("spec.networkSpec.vnet.cidrBlock", "spec.networkSpec.vnet.cidrBlocks"),
    .each(
      "spec.networkSpec.subnets",
      [
        .single("cidrBlock", "cidrBlocks"), .ingressRules,
        .move("securityGroup.ingressRule", "securityGroup.securityRules"),
      ]),
  ]

  /// Stands before the rules' move, so that it finds them under their old name both ways.
  private static let ingressRules = Lens(
    up: { value, _ in
      value.editItems("securityGroup.ingressRule") { $0["direction"] = "Inbound" }
    },
    down: { value, _ in
      value.editPresent("securityGroup.ingressRule") { rules in
        guard let list = rules.list else { return }
        rules = .list(
          list.filter { $0["direction"] != "Outbound" }.map { rule in
            var rule = rule
            rule["direction"] = nil
            return rule
          })
      }
    })
}

extension Lens {
  /// Names of namespaces, then a map that may select them too.
  static let allowedNamespaces = Lens(
    up: { value, _ in
      value.editPresent("spec.allowedNamespaces") { allowed in
        if allowed.list != nil { allowed = ["list": allowed] }
      }
    },
    down: { value, _ in
      value.edit("spec.allowedNamespaces") { allowed in
        if allowed?.map != nil { allowed = allowed?["list"] }
      }
    })
}
