// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Reads how something is to be deleted: what a body says, or where there is none, the query.
struct DeletionReader {
  private(set) var options = DeleteOptions()
  private(set) var isDryRun: Bool

  init(_ body: Value?, _ query: Query) throws(StatusError) {
    let dryRun: [String]
    let propagation: String?
    let orphan: Bool?
    if let body {
      if let kind = body["kind"]?.string, kind != "DeleteOptions" {
        throw .badRequest("the object provided is a \(kind), but DeleteOptions is expected")
      }
      dryRun = (body["dryRun"]?.list ?? []).compactMap(\.string)
      propagation = body["propagationPolicy"]?.string
      orphan = body["orphanDependents"]?.bool
      options.gracePeriodSeconds = body["gracePeriodSeconds"]?.int
      options.uid = body["preconditions", "uid"]?.string
      options.resourceVersion = body["preconditions", "resourceVersion"]?.string
    } else {
      dryRun = query.texts("dryRun")
      propagation = query.text("propagationPolicy")
      orphan = query.text("orphanDependents").map { _ in query.flag("orphanDependents") }
      options.gracePeriodSeconds = try query.number("gracePeriodSeconds").map(Int64.init)
    }
    isDryRun = !dryRun.isEmpty
    options.propagation = propagation.flatMap(DeleteOptions.Propagation.init)
    if let orphan, propagation == nil { options.propagation = orphan ? .orphan : .background }
    try query.refuse(
      Self.faults(propagation, orphan) + Query.dryRunFaults(dryRun), in: "DeleteOptions")
  }

  private static func faults(_ propagation: String?, _ orphan: Bool?) -> [FieldError] {
    guard let propagation else { return [] }
    var faults: [FieldError] = []
    if orphan != nil {
      faults.append(
        .invalid(
          "propagationPolicy", .string(propagation),
          "orphanDependents and deletionPropagation cannot be both set"))
    }
    if DeleteOptions.Propagation(rawValue: propagation) == nil {
      faults.append(
        .notSupported(
          "propagationPolicy", .string(propagation),
          supported: ["Foreground", "Background", "Orphan", "nil"]))
    }
    return faults
  }
}
