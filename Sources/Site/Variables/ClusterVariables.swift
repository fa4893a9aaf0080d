// SPDX-License-Identifier: Apache-2.0

package import Manifest
package import Template

/// What `$<NAME>` stands for in the committed objects of one cluster.
///
/// Only variables are known there, in capitals; what is looked up in objects belongs to provider packs.
package struct ClusterVariables: Scope, Sendable {
  /// One of the places that are looked into, best first.
  package struct Place: Sendable {
    /// As a person would call it: `Secret azure`.
    package let name: String
    /// Nil where the place itself is missing.
    package let values: [String: Value]?
    package let isSecret: Bool
    /// It differs from one run of the process to the next, and starts no roll-out.
    package let isEnvironment: Bool

    package init(
      _ name: String, _ values: [String: Value]?, isSecret: Bool = false,
      isEnvironment: Bool = false
    ) {
      self.name = values == nil ? "\(name) (which does not exist)" : name
      self.values = values
      self.isSecret = isSecret
      self.isEnvironment = isEnvironment
    }
  }

  package let places: [Place]

  package init(_ places: [Place]) { self.places = places }

  package func find(_ reference: Reference) -> Finding {
    guard reference.isVariable else {
      return .missing(lookedIn: ["nothing: only variables, in capitals, may stand here"])
    }
    for place in places {
      guard let value = place.values?[reference.word] else { continue }
      return place.isSecret ? .secret(value) : .found(value)
    }
    return .missing(lookedIn: places.map(\.name))
  }
}

extension Reference {
  /// A word in capitals and nothing behind it.
  package var isVariable: Bool {
    path.steps.count == 1
      && word.utf8.allSatisfy { byte in
        (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5f
      }
  }
}
