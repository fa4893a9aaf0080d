// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What comes in, made into what the schema of its version says: unknown fields out, defaults in. Pure.
struct Intake {
  let object: Object
  /// What the sender should hear about.
  let warnings: [String]

  init(
    _ sent: Object, _ options: WriteOptions, _ version: ServedVersion
  ) throws(StatusError) {
    var value = sent.value
    var metadata = value["metadata"] ?? [:]
    if let fault = MetadataIntake.settle(&metadata) {
      throw .unreadable(sent, fault)
    }
    value["metadata"] = metadata
    var warnings = version.deprecationWarning.map { [$0] } ?? []
    if let schema = version.schema {
      let unknown = schema.prune(&value).map { "unknown field \"\($0)\"" }
      switch options.fieldValidation ?? .warn {
      case .ignore: break
      case .warn: warnings += unknown
      case .strict where unknown.isEmpty: break
      case .strict: throw .badRequest("strict decoding error: \(unknown.joined(separator: ", "))")
      }
      schema.applyDefaults(to: &value)
    }
    object = Object(value)
    self.warnings = warnings
  }
}
