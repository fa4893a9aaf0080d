// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Site

/// The templates that a set's Machines are made from, as far as they are there.
struct SetTemplates {
  /// Nil where a Secret that a person made is the bootstrap data.
  var bootstrap: Object?
  var infrastructure: Object?
  var isComplete = false
}

extension SetPass {
  /// Finds the templates; what is missing becomes an obstacle.
  mutating func templates() async throws(StatusError) -> SetTemplates {
    var templates = SetTemplates()
    let template = set.template
    let infrastructure = try await site.referred(template.infrastructureRef, in: set.namespace)
    let bootstrap = try await site.referred(template.bootstrapRef, in: set.namespace)
    templates.infrastructure = infrastructure.object
    templates.bootstrap = bootstrap.object
    for referred in [infrastructure, bootstrap] {
      if case .missing(let reference) = referred {
        obstacles.append("\(reference) does not exist")
      }
    }
    templates.isComplete = obstacles.isEmpty
    return templates
  }
}
