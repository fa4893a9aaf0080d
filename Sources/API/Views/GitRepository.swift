// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// A git repository that is followed.
package struct GitRepository: View {
  package static let kind = Kind.gitRepository
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var url: String { self[text: "spec.url"] ?? "" }
  package var ref: Value { self["spec.ref"] ?? [:] }
  package var secretName: String? { self[text: "spec.secretRef.name"] }
  package var proxySecretName: String? { self[text: "spec.proxySecretRef.name"] }
  package var ignore: String? { self[text: "spec.ignore"] }
  package var sparseCheckout: [String] { self[texts: "spec.sparseCheckout"] }
  package var interval: Duration { self[duration: "spec.interval"] ?? .seconds(60) }
  package var timeout: Duration { self[duration: "spec.timeout"] ?? .seconds(60) }

  /// What was fetched last.
  package var revision: String? { self[text: "status.artifact.revision"] }
  package var artifact: Value? {
    get { self["status.artifact"] }
    set { self["status.artifact"] = newValue }
  }
}

extension View {
  /// A length of time as Go writes it.
  package subscript(duration path: String) -> Duration? {
    self[text: path].flatMap(GoDuration.init).map { .nanoseconds($0.nanoseconds) }
  }

  package var isSuspended: Bool { self[flag: "spec.suspend"] ?? false }

  /// What a person asked for, as Flux's tools ask: a new word is a new request.
  package var requestedAt: String? { metadata.annotations[Annotations.requestedAt] }

  package var handledRequest: String? {
    get { self[text: "status.lastHandledReconcileAt"] }
    set { self[text: "status.lastHandledReconcileAt"] = newValue }
  }

  /// Whether a request waits for an answer.
  package var isRequested: Bool { requestedAt.map { $0 != handledRequest } ?? false }
}
