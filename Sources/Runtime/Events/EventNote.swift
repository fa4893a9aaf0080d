// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// Something worth telling whoever looks at an object. It must hold no secret.
package struct EventNote: Sendable, Hashable {
  package enum Kind: String, Sendable {
    case normal = "Normal"
    case warning = "Warning"
  }

  /// What it is about, as an event names it.
  let subject: Value
  let kind: Kind
  let reason: String
  var message: String

  package init(_ kind: Kind, on object: Object, _ reason: String, _ message: String) {
    self.kind = kind
    self.reason = reason
    // The API takes no longer ones.
    self.message = String(message.prefix(1024))
    let metadata = object.metadata
    var subject: Value = [
      "kind": .string(object.kind), "apiVersion": .string(object.apiVersion),
      "name": .string(metadata.name),
    ]
    for (key, text) in [
      ("namespace", metadata.namespace), ("uid", metadata.uid),
      ("resourceVersion", metadata.resourceVersion),
    ] {
      if let text { subject[key] = .string(text) }
    }
    self.subject = subject
  }

  /// Events on what has no namespace live in the default one.
  var namespace: String { subject["namespace"]?.string ?? "default" }
  var name: String { subject["name"]?.string ?? "" }

  /// What the note is about, whatever version of it.
  var place: Value {
    var place = subject
    place["resourceVersion"] = nil
    return place
  }
}
