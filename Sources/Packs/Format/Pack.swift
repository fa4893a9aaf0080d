// SPDX-License-Identifier: Apache-2.0

import Manifest
package import Template

/// A provider pack: which resources make up an object of one kind, as templates of calls.
package struct Pack: Sendable {
  /// What the object is in Cluster API's contract.
  package enum Part: String, Sendable, CaseIterable {
    case cluster, machine, controlPlane, pool, other

    /// The fields of the spec that a provider writes.
    var specFields: [String] {
      switch self {
      case .cluster, .controlPlane: ["controlPlaneEndpoint"]
      case .machine: ["providerID"]
      case .pool: ["providerIDList"]
      case .other: []
      }
    }
  }

  /// How an object says that it is done.
  package enum Contract: String, Sendable, CaseIterable { case v1beta2, v1beta1 }

  package let name: String
  package let group: String
  package let kind: String
  /// The version and the plural of a kind that is not built in.
  package let version: String?
  package let plural: String?
  package let part: Part
  package let contract: Contract
  package let transport: String
  /// Where calls go, for transports that do not know by themselves.
  let endpoint: Expression?
  /// What the transport's Swift makes of the object and those around it.
  package let computed: [String]
  /// Each behind those it waits for.
  package let resources: [PackResource]
  package let spec: [Entry]
  package let status: [Entry]
  package let secrets: [SecretTemplate]
  /// How many seconds what is ready is left alone, where what is there changes by itself.
  package let refresh: Int64?
  package let errors: [ErrorRule]

  /// Where calls go; nil where the pack leaves that to its transport, or it cannot be told yet.
  package func endpoint(in facts: Facts) throws(TemplateError) -> String? {
    guard let endpoint else { return nil }
    return try PackScope(facts: facts).bind(endpoint).bound?.reveal().string
  }

  package subscript(name: String) -> PackResource? { resources.first { $0.name == name } }

  /// A Secret that is made of what was read.
  package struct SecretTemplate: Sendable {
    package let name: Expression
    package let type: String?
    package let data: [Entry]
  }
}

extension Pack {
  /// Every reference in it that nothing stands in for.
  package var references: Set<Reference> {
    var all = resources.flatMap(\.expressions) + [endpoint].compactMap(\.self)
    all += (spec + status).map(\.expression)
    all += secrets.flatMap { [$0.name] + $0.data.map(\.expression) }
    return Set(all.flatMap(\.references))
  }
}
