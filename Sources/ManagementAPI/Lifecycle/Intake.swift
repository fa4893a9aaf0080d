// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What comes in, made into what the schema of its version says: unknown fields out, defaults in. Pure.
struct Intake {
  let object: Object
  /// What the sender should hear about.
  let warnings: [String]
  /// The fields that were taken out.
  let unknownFields: [Path]

  init(
    _ sent: Object, _ options: WriteOptions, _ context: Context
  ) throws(StatusError) {
    var value = sent.value
    var metadata = value["metadata"] ?? [:]
    if let fault = MetadataIntake.settle(&metadata) {
      throw .unreadable(sent, fault)
    }
    value["metadata"] = metadata
    var warnings = context.version.deprecationWarning.map { [$0] } ?? []
    unknownFields = Self.prune(&value, context)
    let unknown = unknownFields.map { "unknown field \"\($0)\"" }
    switch options.fieldValidation ?? .warn {
    case .ignore: break
    case .warn: warnings += unknown
    case .strict where unknown.isEmpty: break
    case .strict: throw .badRequest("strict decoding error: \(unknown.joined(separator: ", "))")
    }
    context.version.schema?.applyDefaults(to: &value)
    object = Object(value)
    self.warnings = warnings
  }

  private static func prune(_ value: inout Value, _ context: Context) -> [Path] {
    if let schema = context.version.schema { return schema.prune(&value) }
    return context.kind.type.map { TypeTable.all.prune(&value, as: $0) } ?? []
  }
}
