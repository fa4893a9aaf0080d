// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func patch(
    _ patch: Patch, _ options: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Answer {
    if case .apply(let config) = patch { return try await apply(Object(config), options, context) }
    try options.check("PatchOptions")
    let transform: (Value) throws(ManifestError) -> Value
    switch patch {
    case .json(let operations):
      let parsed: JSONPatch
      do throws(ManifestError) { parsed = try JSONPatch(operations) } catch {
        throw .badRequest(error.cause)
      }
      transform = { (value) throws(ManifestError) in try value.applying(parsed) }
    case .merge(let change):
      transform = { (value) throws(ManifestError) in value.applying(mergePatch: change) }
    case .strategic(let change):
      let resource = context.address.resource
      guard
        let schema = PatchSchema(
          apiVersion: resource.groupVersion.description, kind: context.kind.kind)
      else { throw .unsupportedPatch() }
      transform = { (value) throws(ManifestError) in
        try value.applying(strategicPatch: change, schema: schema)
      }
    case .apply: throw .unsupportedPatch()
    }
    return try await change(options, context) { (old) throws(StatusError) in
      do throws(ManifestError) {
        return Object(try transform(old.value))
      } catch {
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
