// SPDX-License-Identifier: Apache-2.0

/// YAML in and out, with the meaning and in the form that kubectl gives it.
package enum YAML {
  /// Reads a text that holds one document, or none: that is null. `name` is what errors call it.
  package static func parse(
    _ text: String, name: String = "YAML", limits: Limits = Limits()
  ) throws(ManifestError) -> Value {
    var documents = Source(name, text: text).documents(limits: limits)
    let first = try documents.next()?.get()
    guard let second = try documents.next()?.get() else { return first?.value ?? .null }
    throw ManifestError("parse \(second.position)", "a second document, where one is wanted")
  }
}
