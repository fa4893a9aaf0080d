// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube
package import Manifest
package import Site
import Template

extension Site {
  /// What a roll-out of `owner` compares, beside the content of its templates: what their variables stand
  /// for.
  package func boundVariables(
    in values: [Value], of cluster: Cluster, and own: [String: String] = [:], for owner: Object
  ) async throws(StatusError) -> BoundVariables {
    // What cannot be read cannot be bound either, which is told where it is.
    let references = Set(values.flatMap { (try? Expression(parsing: $0).references) ?? [] })
    guard !references.isEmpty else { return BoundVariables() }
    let counts = [owner, cluster.object].contains { object in
      object.metadata.annotations[Annotations.rollOnSecretChange] == "true"
    }
    let variables = await variables(of: cluster, and: own)
    let key = counts ? try await fingerprintKey() : []
    var found: [String: BoundVariables.Source] = [:]
    for reference in references {
      found["\(reference)"] = variables.source(of: reference, key: key)
    }
    return BoundVariables(found, countingSecrets: counts)
  }
}
