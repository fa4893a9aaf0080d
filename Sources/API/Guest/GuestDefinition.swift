// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Kube
import Manifest

/// Who converts objects for an API server that is not ours.
package struct ConversionWebhook: Sendable, Hashable {
  /// Where that server reaches `capctl up`: `https://host:port`.
  package var url: String
  /// The certificate of the authority that signed what is shown there, as PEM.
  package var authority: String

  package init(url: String, authority: String) {
    self.url = url
    self.authority = authority
  }

  /// The one that a definition names; nil where it names none by its address.
  init?(of definition: Object) {
    let client = definition.spec["conversion", "webhook", "clientConfig"]
    guard let address = client?["url"]?.string, let bundle = client?["caBundle"]?.string,
      let authority = Data(base64Encoded: bundle)
    else { return nil }
    let suffix = "/convert"
    url = address.hasSuffix(suffix) ? String(address.dropLast(suffix.count)) : address
    self.authority = String(decoding: authority, as: UTF8.self)
  }

  var value: Value {
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    return [
      "strategy": "Webhook",
      "webhook": [
        "clientConfig": [
          "url": .string("\(base)/convert"),
          "caBundle": .string(Data(authority.utf8).base64EncodedString()),
        ], "conversionReviewVersions": ["v1"],
      ],
    ]
  }
}

extension Kind {
  /// The definition for an API server that is not ours. It cannot convert by itself: without a webhook
  /// there is only the version that is stored.
  package func guestDefinition(
    _ webhook: ConversionWebhook?
  ) throws(NotationError) -> Object {
    var object = try definition()
    object.metadata.labels[Labels.managedBy] = "capctl"
    object.spec["conversion"] = webhook?.value ?? ["strategy": "None"]
    if webhook == nil {
      let all = object.spec["versions"]?.list ?? []
      object.spec["versions"] = .list(all.filter { $0["storage"]?.bool == true })
    }
    return object
  }
}
