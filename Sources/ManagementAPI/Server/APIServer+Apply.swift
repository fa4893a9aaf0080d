// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  /// Server-side apply: changes the object that is there, or makes it.
  func apply(
    _ config: Object, _ options: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Reply {
    try options.check("PatchOptions", applies: true)
    guard config.value.map != nil else {
      throw .badRequest("error decoding YAML: an applied configuration must be a map")
    }
    let writer = context.writer(options)
    while true {
      do throws(StatusError) {
        return try await change(options, context, isTracked: true) { (old) throws(StatusError) in
          Object(try writer.apply(config.value, to: old.value, force: options.force))
        }
      } catch {
        guard error.isNotFound, context.address.subresource == nil else { throw error }
      }
      do throws(StatusError) {
        return try await create(
          try fresh(config, writer, context), options, context, isTracked: true)
      } catch {
        // Somebody else was quicker: now it is there.
        guard error.isAlreadyExists, !options.isDryRun else { throw error }
      }
    }
  }

  private func fresh(
    _ config: Object, _ writer: FieldWriter, _ context: Context
  ) throws(StatusError) -> Object {
    if let uid = config.metadata.uid {
      throw .conflict(
        context.address,
        "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
    }
    var object = Object(try writer.apply(config.value, to: nil, force: false))
    let name = context.address.name ?? ""
    guard object.name.isEmpty || object.name == name else {
      throw .badRequest(
        "the name of the object (\(object.name)) does not match the name on the URL (\(name))")
    }
    object.metadata.name = name
    return object
  }
}
