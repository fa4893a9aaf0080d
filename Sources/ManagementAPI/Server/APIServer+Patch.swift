// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func patch(
    _ patch: Patch, _ options: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Reply {
    if case .apply(let config) = patch { return try await apply(Object(config), options, context) }
    try options.check("PatchOptions")
    let resource = context.address.resource
    let schema = PatchSchema(
      apiVersion: resource.groupVersion.description, kind: context.kind.kind)
    return try await change(
      options, context, try patch.transform(schema.map(Patch.Strategy.types) ?? .refused))
  }
}

extension Patch {
  /// What a strategic patch means.
  enum Strategy {
    /// As the types say.
    case types(PatchSchema)
    /// What a merge patch means: there are no lists.
    case plain
    case refused
  }

  /// What the patch makes of an object; nothing for one that is applied.
  func transform(
    _ strategy: Strategy
  ) throws(StatusError) -> (Object) throws(StatusError) -> Object {
    switch (self, strategy) {
    case (.json(let operations), _):
      let parsed: JSONPatch
      do throws(ManifestError) { parsed = try JSONPatch(operations) } catch {
        throw .badRequest(error.cause)
      }
      return Self.guarded { (value) throws(ManifestError) in try value.applying(parsed) }
    case (.merge(let change), _), (.strategic(let change), .plain):
      return Self.guarded { (value) throws(ManifestError) in value.applying(mergePatch: change) }
    case (.strategic(let change), .types(let schema)):
      return Self.guarded { (value) throws(ManifestError) in
        try value.applying(strategicPatch: change, schema: schema)
      }
    case (.strategic, .refused), (.apply, _): throw .unsupportedPatch()
    }
  }

  private static func guarded(
    _ transform: @escaping (Value) throws(ManifestError) -> Value
  ) -> (Object) throws(StatusError) -> Object {
    { (old) throws(StatusError) in
      do throws(ManifestError) { return Object(try transform(old.value)) } catch {
        throw .unprocessable(error.cause)
      }
    }
  }
}

extension StatusError {
  static func unsupportedPatch() -> StatusError {
    StatusError(
      code: 415, reason: .unsupportedMediaType,
      message: "the body of the request was in an unknown format - accepted media types include: "
        + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml")
  }

  static func unprocessable(_ why: String) -> StatusError {
    StatusError(
      code: 422, reason: .invalid,
      message: "the server rejected our request due to an error in "
        + "our request: \(why)")
  }
}
