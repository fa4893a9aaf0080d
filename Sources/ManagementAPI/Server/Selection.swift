// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Which objects of a collection are meant: a namespace, or one name, and what selectors say.
struct Selection: Sendable {
  private let namespace: String?
  private let name: String?
  private let labels: LabelSelector
  private let fields: FieldSelector

  init(_ context: Context, labels: String, fields: String) throws(StatusError) {
    namespace = context.kind.isNamespaced ? context.address.namespace : nil
    name = context.address.name
    do throws(ManifestError) {
      self.labels = try LabelSelector(parsing: labels)
      self.fields = try FieldSelector(parsing: fields)
    } catch {
      throw .badRequest(error.cause)
    }
    let known = ["metadata.name", "metadata.namespace"] + context.version.selectableFields
    for term in self.fields.terms where !known.contains(term.field) {
      let isPlain = context.kind.definition == nil && context.version.selectableFields.isEmpty
      throw .badRequest(
        isPlain
          ? "\"\(term.field)\" is not a known field selector: only \"metadata.name\", "
            + "\"metadata.namespace\""
          : "field label not supported: \(term.field)")
    }
  }

  /// Everything in the place is meant, whatever it says.
  var isWhole: Bool { labels.requirements.isEmpty && fields.terms.isEmpty }

  func contains(_ object: StoredObject) -> Bool {
    if let namespace, object.key.namespace != namespace { return false }
    if let name, object.key.name != name { return false }
    guard labels.requirements.isEmpty || labels.matches(object.labels) else { return false }
    return fields.terms.isEmpty || fields.matches(object.body)
  }
}
