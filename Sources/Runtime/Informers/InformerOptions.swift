// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Log

/// What an informer watches of its collection, and how.
package struct InformerOptions: Sendable {
  package var labelSelector = ""
  package var fieldSelector = ""
  package var indexes: [String: Cache.Index] = [:]
  /// After so long every object is told again; nil never does.
  package var resync: Duration?
  package var clock = Timekeeper.system
  package var backOff = BackOff(first: .milliseconds(500), longest: .seconds(30))
  /// How long one watch lasts, so that the load on servers behind a balancer moves on. Up to as long
  /// again is added by chance.
  package var watchLength = Duration.seconds(300)
  package var log: Logger?
  package var meter: any Meter = NoMeter()

  package init() {}
}

extension InformerOptions {
  /// Finds what belongs to an owner, by the owner's uid.
  package static let owner: Cache.Index = { $0.metadata.ownerReferences.map(\.uid) }
}
