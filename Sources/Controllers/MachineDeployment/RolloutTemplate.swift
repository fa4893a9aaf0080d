// SPDX-License-Identifier: Apache-2.0

/// The part of a machine template that machines cannot change in place: where two of these differ, machines
/// are replaced.
///
/// Labels, annotations, taints, readiness gates, `minReadySeconds`, deletion timeouts and order and the
/// naming template are not here: they are written into the machines that exist.
package struct RolloutTemplate: Sendable, Hashable {
  /// What the bootstrap data of a machine comes from.
  package enum Bootstrap: Sendable, Hashable {
    case template(kind: String, name: String, content: TemplateContent)
    /// A Secret made by a person.
    case dataSecret(String)
  }

  package var version: String?
  package var failureDomain: String?
  package var bootstrap: Bootstrap
  package var infrastructureKind: String
  package var infrastructure: TemplateContent
  package var variables: BoundVariables

  package init(
    version: String?, bootstrap: Bootstrap, infrastructureKind: String,
    infrastructure: TemplateContent, variables: BoundVariables = BoundVariables()
  ) {
    self.version = version
    self.bootstrap = bootstrap
    self.infrastructureKind = infrastructureKind
    self.infrastructure = infrastructure
    self.variables = variables
  }

  /// Why machines of this template do not do for `wanted`; empty where they do. One line each, the
  /// version first, in the words of `UpToDate` conditions.
  package func differences(from wanted: RolloutTemplate) -> [String] {
    var lines: [String] = []
    if version != wanted.version {
      lines.append("Version \(version ?? "none"), \(wanted.version ?? "none") required")
    }
    if !bootstrap.makesTheSame(as: wanted.bootstrap) {
      lines.append(bootstrap.difference(from: wanted.bootstrap))
    }
    if infrastructureKind != wanted.infrastructureKind || infrastructure != wanted.infrastructure {
      lines.append("\(infrastructureKind.withoutTemplate) is not up-to-date")
    }
    if failureDomain != wanted.failureDomain {
      lines.append(
        "Failure domain \(failureDomain ?? "none"), \(wanted.failureDomain ?? "none") required")
    }
    let changed = wanted.variables.changes(since: variables)
    if !changed.isEmpty { lines.append("Variables \(changed.joined(separator: ", ")) changed") }
    return lines
  }
}

extension RolloutTemplate.Bootstrap {
  /// Templates are the same where their content is: a new name for the same content replaces nothing.
  fileprivate func makesTheSame(as other: Self) -> Bool {
    switch (self, other) {
    case (.template(let kind, _, let content), .template(let otherKind, _, let otherContent)):
      kind == otherKind && content == otherContent
    case (.dataSecret(let name), .dataSecret(let other)): name == other
    default: false
    }
  }

  fileprivate func difference(from wanted: Self) -> String {
    switch (self, wanted) {
    case (.template(let kind, _, _), .template):
      "\(kind.withoutTemplate) is not up-to-date"
    default: "Bootstrap \(self.words), \(wanted.words) required"
    }
  }

  private var words: String {
    switch self {
    case .template(let kind, let name, _): "\(kind) \(name)"
    case .dataSecret(let name): "Secret \(name)"
    }
  }
}

extension String {
  /// What people see is the machine's object, not the template it came from.
  fileprivate var withoutTemplate: String {
    hasSuffix("Template") ? String(dropLast("Template".count)) : self
  }
}
