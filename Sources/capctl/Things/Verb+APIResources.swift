// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Views

extension Verb {
  static let apiResources = Verb(
    "api-resources", "List the kinds that the management API serves", takes: Session.flags
  ) { input in
    try await Session.run(input) { session in
      var table = Table("NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND")
      var seen: Set<String> = []
      for one in try await session.kinds.everything() {
        // Of several versions the one that the server prefers, which comes first.
        guard seen.insert(one.groupKind.description).inserted else { continue }
        table.add(
          row: [
            one.resource.plural, one.shortNames.joined(separator: ","),
            one.groupVersionKind.apiVersion, String(one.isNamespaced), one.kind,
          ])
      }
      try input.console.write(table.text)
      return .done
    }
  }
}
